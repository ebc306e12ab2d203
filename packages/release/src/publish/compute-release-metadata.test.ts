import { expect, test } from "vitest";
import type { ReleaseImage, ReleasePackage } from "../model/release-package.ts";
import { computeReleaseMetadata } from "./compute-release-metadata.ts";

function tagsOf(options: { version: string; images?: ReleaseImage[]; gitTags?: string[] }): string[] {
  const { version, images = [makeImage("gateway")], gitTags = [] } = options;
  const rest = {
    root: "services/gateway",
    ecosystem: "npm",
    manifest: "",
    versionManifest: null,
    private: true,
    packageJson: null,
  } as const;
  const source: ReleasePackage = { name: "gateway", version, images, dependencies: [], ...rest };
  const repository = { name: "shop", description: "", url: "", license: "", defaultBranch: "main" };
  const found = computeReleaseMetadata({
    selected: [{ gitTag: `gateway@${version}`, packages: [{ package: source, version }] }],
    commit: "a".repeat(40),
    prefix: "ghcr.io/acme/shop",
    rules: [],
    flavor: [],
    repository,
    commitTime: new Date(0),
    gitTags,
  });
  return found.flatMap(({ metadata }) => metadata.tags);
}

function makeImage(repository: string, variant: string | null = null): ReleaseImage {
  return { name: variant === null ? repository : `${repository}-${variant}`, repository, variant };
}

test("a variant has the same name, and its own suffix behind every tag", () => {
  expect(tagsOf({ version: "1.2.4", images: [makeImage("gateway", "cuda")], gitTags: ["gateway@1.3.0"] })).toEqual([
    "ghcr.io/acme/shop/gateway:v1.2.4-cuda",
    "ghcr.io/acme/shop/gateway:1.2-cuda",
  ]);
});

test("a release moves 1.2 and 1 forward", () => {
  const gitTags = ["gateway@1.1.0", "other@9.9.9"];
  expect(tagsOf({ version: "1.2.0", gitTags })).toEqual([
    "ghcr.io/acme/shop/gateway:v1.2.0",
    "ghcr.io/acme/shop/gateway:1.2",
    "ghcr.io/acme/shop/gateway:1",
  ]);
});

test("a hotfix of an older line moves its own line alone", () => {
  expect(tagsOf({ version: "1.2.4", gitTags: ["gateway@1.3.0"] })).toEqual([
    "ghcr.io/acme/shop/gateway:v1.2.4",
    "ghcr.io/acme/shop/gateway:1.2",
  ]);
});

test("a prerelease moves nothing", () => {
  expect(tagsOf({ version: "2.0.0-rc.1" })).toEqual(["ghcr.io/acme/shop/gateway:v2.0.0-rc.1"]);
});

test("an image that is not named like its package gets the package's version", () => {
  expect(tagsOf({ version: "1.0.0", images: [makeImage("worker")], gitTags: ["gateway@1.1.0"] })).toEqual([
    "ghcr.io/acme/shop/worker:v1.0.0",
    "ghcr.io/acme/shop/worker:1.0",
  ]);
});
