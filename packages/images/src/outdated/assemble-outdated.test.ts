import { expect, it } from "vitest";
import { makeImage } from "../plan/make-image.fixture.ts";
import type { RegistryImage } from "../registry/registry-image.ts";
import { assembleOutdated, type ObservedBases } from "./assemble-outdated.ts";

const pinned = `debian@sha256:${"d".repeat(64)}`;

function observe(name: string, present: Record<string, string | null>, recorded: string | null | undefined): ObservedBases {
  const annotations: Record<string, string> = typeof recorded === "string" ? { "dev.sluice.bases": recorded } : {};
  const rest = { isIndex: true, platforms: [], manifests: [], attestations: [] };
  const built: RegistryImage = { reference: `r/${name}:latest`, digest: `sha256:${name}`, annotations, ...rest };
  return { image: makeImage(name), present: new Map(Object.entries(present)), built: recorded === undefined ? null : built };
}

it("tells what moved, what did not, and what nobody knows", () => {
  const result = assembleOutdated([
    observe("web", { "node:24": "sha256:new", "debian:13": "sha256:same" }, "debian:13@sha256:same node:24@sha256:old"),
    observe("api", { "node:24": "sha256:new" }, "node:24@sha256:new"),
    observe("tool", { [pinned]: "sha256:d" }, null),
    observe("young", { "node:24": "sha256:new" }, undefined),
    observe("old", { "node:24": "sha256:new" }, null),
    observe("far", { "node:24": null }, "node:24@sha256:old"),
    observe("other", { "node:24": "sha256:new" }, "node:22@sha256:old"),
  ]);
  expect(result).toEqual({
    schemaVersion: 1,
    outdated: [
      {
        name: "web",
        project: "web",
        reference: "r/web:latest",
        digest: "sha256:web",
        moved: [{ reference: "node:24", built: "sha256:old", present: "sha256:new" }],
      },
    ],
    current: ["api", "tool"],
    missing: ["young"],
    unknown: [
      { name: "far", project: "far", message: "node:24 cannot be looked up" },
      { name: "old", project: "old", message: "the image does not record that it was built from node:24" },
      { name: "other", project: "other", message: "the image does not record that it was built from node:24" },
    ],
  });
});
