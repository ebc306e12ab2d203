import { expect, test } from "vitest";
import type { ReleasePackage } from "../model/release-package.ts";
import { computePackagesToPublish, listPackagesToPublish, noIndexes, type IndexSettings } from "./packages-to-publish.ts";

const everywhere: IndexSettings = {
  python: { url: "https://i.example/simple/", publishUrl: "https://i.example/" },
  cargo: { name: "acme", index: "sparse+https://c.example/" },
  charts: "ghcr.io/acme/charts",
};

function make(ecosystem: ReleasePackage["ecosystem"], fields: Partial<ReleasePackage> = {}): ReleasePackage {
  const files = { manifest: "x/m", versionManifest: "x/m", packageJson: null, dependencies: [], images: [] };
  return { name: "Acme.Lib", root: "x", ecosystem, version: "1.0.0", private: false, ...files, ...fields };
}

test.each([
  ["python", "1.1.0-rc.1", {}, "acme-lib@1.1.0rc1"],
  ["cargo", "1.1.0", { registries: ["other", "acme"] }, "Acme.Lib@1.1.0"],
  // A tag has no plus sign: Helm writes a low line in its place.
  ["helm", "1.1.0+build.5", { private: true, name: "shop" }, "ghcr.io/acme/charts/shop:1.1.0_build.5"],
] as const)("a %s package at %s", (ecosystem, version, fields, reference) => {
  expect(listPackagesToPublish(make(ecosystem, fields), version, everywhere).map((target) => target.reference)).toEqual([reference]);
});

test.each([
  ["npm", {}],
  ["go", {}],
  ["docker", {}],
  ["python", { private: true }],
  ["cargo", { private: true }],
  ["cargo", { registries: ["other"] }],
] as const)("a %s package with %j goes to none of them", (ecosystem, fields) => {
  expect(listPackagesToPublish(make(ecosystem, fields), "1.1.0", everywhere)).toEqual([]);
});

test("without indexes nothing goes anywhere", () => {
  for (const ecosystem of ["python", "cargo", "helm"] as const)
    expect(listPackagesToPublish(make(ecosystem), "1.0.0", noIndexes)).toEqual([]);
});

test("a package needs those of its kind that are released with it", () => {
  const [lib, tool, other] = [
    make("cargo", { name: "lib" }),
    make("cargo", { name: "tool", dependencies: ["lib", "service", "not-released"] }),
    make("python", { name: "service" }),
  ];
  const targets = computePackagesToPublish(
    [lib, tool, other].map((source) => ({ package: source, version: "1.1.0" })),
    everywhere,
  );
  expect(targets.get("tool")?.map(({ needs }) => needs)).toEqual([["lib@1.1.0"]]);
});

test("a service takes its chart with it, at the chart's own version", () => {
  const service = make("go", {
    name: "gateway",
    private: true,
    charts: [{ name: "shop", root: "services/gateway/chart", version: "0.5.0" }],
  });
  expect(listPackagesToPublish(service, "1.0.0", everywhere)).toMatchObject([
    { kind: "helm", root: "services/gateway/chart", version: "0.5.0", reference: "ghcr.io/acme/charts/shop:0.5.0" },
  ]);
  expect(listPackagesToPublish(service, "0.9.0", everywhere)).toEqual([]);
});
