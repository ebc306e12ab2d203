import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { pages } from "../pages.ts";

const root = join(import.meta.dirname, "../../../..");

test("the site builds, with no dead link, and has every page", async () => {
  const site = mkdtempSync(join(tmpdir(), "sluice-site-"));
  await execa(join(root, "node_modules/.bin/vitepress"), ["build", "docs", "--outDir", site], { cwd: root });
  const written = pages().filter((page) => page.startsWith(join(root, "docs/")));
  expect(written.length).toBeGreaterThan(12);
  for (const page of written) {
    const html = join(site, relative(join(root, "docs"), page).replace(/\.md$/, ".html"));
    expect({ html: relative(site, html), exists: existsSync(html) }).toMatchObject({ exists: true });
  }
  expect(readFileSync(join(site, "recipes.html"), "utf8")).toContain("https://github.com/sluice-dev/sluice/blob/main/examples/globeco");
  expect(readFileSync(join(site, "images.html"), "utf8")).toContain("<code>type=semver,pattern={{version}}</code>");
  rmSync(site, { recursive: true, force: true });
});
