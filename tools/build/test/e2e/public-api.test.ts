import { readdirSync } from "node:fs";
import { join } from "node:path";
import { generateApiSnapshot } from "tsnapi";
import { describe, expect, test } from "vitest";

const packages = join(import.meta.dirname, "../../../../packages");

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
      await expect(dts).toMatchFileSnapshot(join(folder, "test/api", `${file}.txt`));
    }
  });
});
