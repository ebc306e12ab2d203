import { expect, it } from "vitest";
import { makeChange, makeImage, makeInput, makeWorkspace } from "../../test/support/make-workspace.ts";
import { addMovedBases } from "./add-moved-bases.ts";
import { computeAffected } from "./compute-affected.ts";

it("counts an image whose base moved, and what is built from it, beside those that a change affects", () => {
  const images = [
    makeImage("api", ["services/api/a.ts"], { bases: ["node:24"] }),
    makeImage("web", [], { bases: ["node:24"] }),
    makeImage("top", [], { bases: ["ghcr.io/acme/web:main"] }),
    makeImage("other", []),
  ];
  const before = computeAffected(makeInput(makeWorkspace(["api", "web", "top", "other"], []), makeChange("services/api/a.ts"), { images }));
  const moved = new Map([
    ["api", ["node:24"]],
    ["web", ["node:24"]],
  ]);
  const after = addMovedBases(before, images, moved);
  expect(after.images).toEqual([
    {
      project: "api",
      reasons: [
        { kind: "file", path: "services/api/a.ts" },
        { kind: "base-image", reference: "node:24" },
      ],
    },
    { project: "top", reasons: [{ kind: "base-image", reference: "ghcr.io/acme/web:main" }] },
    { project: "web", reasons: [{ kind: "base-image", reference: "node:24" }] },
  ]);
  expect(before.images).toHaveLength(1);
  expect(after.projects).toBe(before.projects);
});
