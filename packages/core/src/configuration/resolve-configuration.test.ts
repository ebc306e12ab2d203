import { expect, test } from "vitest";
import { parseConfiguration } from "./parse-configuration.ts";
import { resolveConfiguration } from "./resolve-configuration.ts";

test("every value says where it comes from: an option or the environment before the file, the file before the default", () => {
  const written = { images: { platforms: ["linux/amd64"], registry: "ghcr.io/acme/shop" }, release: { commits: "on" as const } };
  const overrides = new Map([["images.registry", { value: "localhost:5000", source: { kind: "option" as const, name: "--registry" } }]]);
  const values = resolveConfiguration({
    configuration: parseConfiguration(written, "sluice.config.ts"),
    written,
    path: "sluice.config.ts",
    overrides,
  });
  const at = (key: string) => values.find((entry) => entry.key === key);
  expect(at("images.registry")).toEqual({
    key: "images.registry",
    value: "localhost:5000",
    source: { kind: "option", name: "--registry" },
  });
  expect(at("images.platforms")?.source).toEqual({ kind: "file", name: "sluice.config.ts" });
  expect(at("release.commits")).toMatchObject({ value: "on", source: { kind: "file" } });
  expect(at("remote")).toEqual({ key: "remote", value: "origin", source: { kind: "default", name: null } });
  expect(at("release.npmRegistry")).toMatchObject({ value: null, source: { kind: "default" } });
  // A map that a person fills is one value.
  expect(at("release.commitBumps")?.value).toMatchObject({ feat: "minor" });
  expect(at("$schema")).toBeUndefined();
  expect(new Set(values.map(({ key }) => key)).size).toBe(values.length);
});
