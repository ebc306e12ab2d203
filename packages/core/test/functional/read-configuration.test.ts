import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfiguration } from "@sluice/core";
import { expect, test } from "vitest";

test("of two configurations nobody knows which one counts", async () => {
  const root = await mkdtemp(join(tmpdir(), "sluice-configuration-"));
  try {
    await writeFile(join(root, "sluice.config.json"), '{ "defaultBranch": "trunk" }');
    expect(await readConfiguration(root)).toMatchObject({ path: "sluice.config.json", configuration: { defaultBranch: "trunk" } });
    await writeFile(join(root, "sluice.config.mjs"), "export default {};");
    await expect(readConfiguration(root)).rejects.toMatchObject({
      code: "SLUICE_INVALID_CONFIGURATION",
      message: "There are two configurations, sluice.config.mjs and sluice.config.json",
      hint: "Put what counts into one of them and delete the other: git rm sluice.config.json",
    });
  } finally {
    await rm(root, { recursive: true });
  }
});
