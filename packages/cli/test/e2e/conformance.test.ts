import { existsSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";

const sluice = join(import.meta.dirname, "../../bin/sluice.js");
const conformance = join(import.meta.dirname, "../../../../../shared/conformance");

test.for([
  { runner: "run-image-inputs.mjs", perfect: /^98 of 98 exact; 0 miss an input, 0 list a file that is none$/m },
  { runner: "run-image-metadata.mjs", perfect: /^365 of 365 with the right tags, 365 with the right tags and labels$/m },
])("$runner scores the built command as perfect", async ({ runner, perfect }, { skip }) => {
  const path = join(conformance, runner);
  if (!existsSync(path)) skip("the folder of observed cases, ../shared/conformance, does not stand beside this checkout");
  const { stdout } = await execa(process.execPath, [path, "--sluice", `'${process.execPath}' '${sluice}'`], {
    reject: false,
    stdin: "ignore",
  });
  expect(stdout).toMatch(perfect);
});
