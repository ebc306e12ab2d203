import { expect, test } from "vitest";
import { renderConfiguration } from "./configuration.ts";

test("each key has its value and where it comes from", () => {
  const values = [
    { key: "remote", value: "origin", source: { kind: "default" as const, name: null } },
    { key: "images.registry", value: "ghcr.io/acme/shop", source: { kind: "environment" as const, name: "GITHUB_REPOSITORY" } },
    { key: "release.npmRegistry", value: null, source: { kind: "default" as const, name: null } },
  ];
  expect(renderConfiguration({ path: "sluice.config.ts", values })).toMatchInlineSnapshot(`
    "sluice.config.ts
      remote               default            "origin"
      images.registry      GITHUB_REPOSITORY  "ghcr.io/acme/shop"
      release.npmRegistry  default            not set"
  `);
  expect(renderConfiguration({ path: null, values: [] })).toMatchInlineSnapshot(
    `"There is no configuration file: every value is a default. \`--resolved\` shows them."`,
  );
  expect(renderConfiguration({ path: "sluice.config.ts", values: [] })).toBe("sluice.config.ts sets nothing.");
});
