import { expect, test } from "vitest";
import { findRegistry } from "./find-registry.ts";

const all = {
  option: "a/",
  env: { SLUICE_REGISTRY: "b/", GITHUB_REPOSITORY: "Acme/Shop" },
  configured: "c",
  path: "sluice.config.ts",
};

test("the option, the variable, the file, the repository: the first that says it", () => {
  expect(findRegistry(all)).toEqual({ value: "a", source: { kind: "option", name: "--registry" } });
  expect(findRegistry({ ...all, option: undefined })).toEqual({ value: "b", source: { kind: "environment", name: "SLUICE_REGISTRY" } });
  const env = { SLUICE_REGISTRY: "", GITHUB_REPOSITORY: "Acme/Shop" };
  expect(findRegistry({ ...all, option: undefined, env })).toEqual({ value: "c", source: { kind: "file", name: "sluice.config.ts" } });
  expect(findRegistry({ ...all, option: undefined, env, configured: undefined })).toEqual({
    value: "ghcr.io/acme/shop",
    source: { kind: "environment", name: "GITHUB_REPOSITORY" },
  });
  expect(findRegistry({ option: undefined, env: {}, configured: undefined, path: null })).toBeNull();
});

test.each([
  ["https://ghcr.io/acme/", "Write the registry's name and the path alone: ghcr.io/acme."],
  ["", "Write the registry's name and the path alone: ghcr.io/acme/shop."],
  ["ghcr.io/acme shop", "Write the registry's name and the path alone: ghcr.io/acme/shop."],
])("no image's name begins with %j", (option, hint) => {
  expect(() => findRegistry({ ...all, option })).toThrow(expect.objectContaining({ code: "SLUICE_BAD_REFERENCE", hint }));
});
