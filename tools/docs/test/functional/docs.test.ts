import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseConfiguration } from "@sluice/core";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../../..");
const folders = ["docs", "packages/*", "tools/*", "services/*", "services/_shared/*", "."];

/** Every page below the folders; a folder of `x/*` is each folder in x. */
function pages(): string[] {
  return folders.flatMap(expand).flatMap((folder) => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(".md") && entry.name !== "CHANGELOG.md")
      .map(({ name }) => join(root, folder, name));
  });
}

function expand(folder: string): string[] {
  if (!folder.endsWith("/*")) return [folder];
  const parent = folder.slice(0, -2);
  const entries = readdirSync(join(root, parent), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${parent}/${name}`);
}

describe.each(pages().map((page) => ({ page: relative(root, page), text: readFileSync(page, "utf8") })))("$page", ({ page, text }) => {
  test("every link to a file leads somewhere", () => {
    const targets = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target = ""]) => target);
    expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });
});

test("docs/configuration.md has a line for every key of the schema", () => {
  const text = readFileSync(join(root, "docs/configuration.md"), "utf8");
  const keys = Object.entries(parseConfiguration({}, "")).flatMap(([key, value]) =>
    typeof value === "object" ? Object.keys(value as object).map((child) => `${key}.${child}`) : [key],
  );
  expect(keys.length).toBeGreaterThan(10);
  for (const key of keys) expect(text).toContain(key === "images.images" ? "`images.images.<name>`" : `\`${key}\``);
});
