import { toJsonSchema } from "@valibot/to-json-schema";
import { expect, test } from "vitest";
import { configurationSchema } from "../../src/configuration/schema.ts";

test("the published JSON Schema is made from the schema that configurations are checked with", async () => {
  const schema = {
    title: "Sluice configuration",
    description: "sluice.config.json; sluice.config.ts says the same through defineConfig.",
    ...toJsonSchema(configurationSchema, { typeMode: "input", target: "draft-07" }),
  };
  // Written anew by `npx vitest run --project functional packages/core -u`.
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot("../../configuration.schema.json");
});
