import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { pages } from "../pages.ts";

const root = join(import.meta.dirname, "../../../..");

describe.each(pages().map((page) => ({ page: relative(root, page), text: readFileSync(page, "utf8") })))("$page", ({ page, text }) => {
  const links = [...withoutCode(text).matchAll(/\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]*))?\)/g)];

  test("every link leads to a file, and to a heading in it", () => {
    const dead = links.filter(([, target = "", anchor]) => {
      const file = target === "" ? join(root, page) : join(root, dirname(page), target);
      if (!existsSync(file)) return true;
      return anchor !== undefined && file.endsWith(".md") && !anchorsOf(readFileSync(file, "utf8")).includes(anchor);
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });

  test("every block of JSON and YAML can be read", () => {
    for (const code of blocks(text, "json")) expect(() => JSON.parse(code)).not.toThrow();
    const broken = blocks(text, "ya?ml").flatMap((code) => parseAllDocuments(code).flatMap(({ errors }) => errors));
    expect(broken).toEqual([]);
  });
});

function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^ *\`\`\`${language}\\n(.*?)^ *\`\`\`$`, "gms"))].map(([, code = ""]) => code);
}

function withoutCode(text: string): string {
  return text.replaceAll(/^ *```.*?^ *```$/gms, "").replaceAll(/`[^`\n]*`/g, "");
}

/** As GitHub and VitePress make them of headings. */
function anchorsOf(text: string): string[] {
  const headings = [...text.replaceAll(/^ *```.*?^ *```$/gms, "").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
