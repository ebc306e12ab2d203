import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { generateApiSnapshot } from "tsnapi";
import { describe, expect, test } from "vitest";

const packages = join(import.meta.dirname, "../../../../packages");

/** Names that an entry exports whose declaration has no docstring; what it only hands on is documented where it comes from. */
async function undocumented(folder: string, entry: string): Promise<string[]> {
  const { exports } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { exports: Record<string, { types: string }> };
  const text = await readFile(join(folder, exports[entry]?.types ?? ""), "utf8");
  const [, list = ""] = /^export \{([^}]*)\};?\s*$/m.exec(text) ?? [];
  const names = list.split(",").map((item) =>
    item
      .trim()
      .replace(/^type /, "")
      .replace(/ as .*$/, ""),
  );
  return names.filter((name) => {
    const declaration = new RegExp(`^(.*)\\n(?:declare )?(?:abstract )?(?:function|interface|type|class|const) ${name}\\b`, "m").exec(text);
    return name !== "" && declaration !== null && !declaration[1]?.trim().endsWith("*/");
  });
}

// Of the built declarations, since these are what a user's compiler sees. Written anew, after `npm run build`, by
// `npx vitest run --project e2e tools/build -u`; a line that goes away or changes there is a breaking change.
describe.each(readdirSync(packages))("the public API of %s", (name) => {
  test("is the one that is written down", async () => {
    const folder = join(packages, name);
    const entries = await generateApiSnapshot(folder, { header: false, omitArgumentNames: false });
    expect(Object.keys(entries)).toContain(".");
    for (const [entry, { dts }] of Object.entries(entries)) {
      if (entry.endsWith(".json")) continue;
      const file = entry === "." ? "index" : entry.replace(/^\.\//, "").replaceAll("/", "-");
      expect(await undocumented(folder, entry)).toEqual([]);
      await expect(dts).toMatchFileSnapshot(join(folder, "test/api", `${file}.txt`));
    }
  });
});
