import { expect, test } from "vitest";
import { isPlainConfiguration } from "./remembered-settings.ts";

test.each([
  ["sluice.config.json", "anything"],
  [
    "sluice.config.ts",
    'import { defineConfig } from "@sluice/cli/config";\n\nexport default defineConfig({\n  images: { registry: "ghcr.io/a" },\n});\n',
  ],
  ["sluice.config.mjs", 'export default { affected: { ignore: ["**/*.md"] } };'],
])("%s that says all by itself", (path, text) => {
  expect(isPlainConfiguration({ path, text })).toBe(true);
});

test.each([
  'import { shared } from "./shared.ts";\nexport default shared;',
  "export default { defaultBranch: process.env.BRANCH };",
  'export default defineConfig(read("x"));',
  "export default { defaultBranch: `${name}` };",
  "const name = (() => 1)();\nexport default { defaultBranch: name };",
  "export default { get defaultBranch() { return 1; } };",
])("one that may say something else another time: %s", (text) => {
  expect(isPlainConfiguration({ path: "sluice.config.ts", text })).toBe(false);
});
