import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseConfiguration } from "@sluice/core";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../../..");
const folders = ["docs", "packages/*", "tools/*", "services/*", "services/_shared/*", "."];

function pages(): string[] {
  const expand = (folder: string): string[] => {
    if (!folder.endsWith("/*")) return [folder];
    const parent = folder.slice(0, -2);
    return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
  };
  return folders.flatMap(expand).flatMap((folder) => {
    const path = join(root, folder);
    if (!existsSync(path) || !readdirSync(dirname(path)).length) return [];
    try {
      return readdirSync(path).filter((name) => name.endsWith(".md") && name !== "CHANGELOG.md").map((name) => join(path, name));
    } catch {
      return [];
    }
  });
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
