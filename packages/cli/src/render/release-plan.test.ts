import type { PlannedPackage, ReleasePlan } from "@sluice/release";
import { describe, expect, test } from "vitest";
import { renderReleasePlan, renderWhyReleased } from "./release-plan.ts";

function makePlanned(name: string, fields: Partial<PlannedPackage>): PlannedPackage {
  const version = { oldVersion: "1.0.0", newVersion: "1.0.1", bump: "patch" } as const;
  const rest = { causes: [], changelog: "", gitTag: `${name}@1.0.1` };
  return { name, root: name, ecosystem: "python", private: true, ...version, ...rest, ...fields };
}

const plan: ReleasePlan = {
  schemaVersion: 1,
  commit: "1a2b3c4".padEnd(40, "0"),
  digest: "sha256:abc",
  packages: [
    makePlanned("research", { causes: [{ kind: "dependency", package: "telemetry" }] }),
    makePlanned("telemetry", { bump: "minor", newVersion: "1.1.0", causes: [{ kind: "changeset", id: "brave-cats-jump" }] }),
  ],
  artifacts: [{ kind: "git-tag", package: "research", reference: "research@1.0.1" }],
  warnings: [],
};

describe("renderReleasePlan", () => {
  test("shows what moves, why, and what will be made", () => {
    expect(renderReleasePlan(plan)).toBe(
      [
        "Release plan at 1a2b3c4, sha256:abc",
        "",
        "  research   1.0.0 → 1.0.1  patch  dependency telemetry",
        "  telemetry  1.0.0 → 1.1.0  minor  changeset brave-cats-jump",
        "",
        "Publishing it makes",
        "  git-tag  research@1.0.1",
      ].join("\n"),
    );
  });

  test("says so when there is nothing", () => {
    expect(renderReleasePlan({ ...plan, packages: [], artifacts: [] })).toBe("Nothing to release: no changeset asks for a new version.");
  });
});

describe("renderWhyReleased", () => {
  test("follows the chain to the changeset", () => {
    expect(renderWhyReleased(plan, "research")).toBe(
      [
        "research 1.0.0 → 1.0.1 (patch)",
        "  because it needs telemetry 1.0.0 → 1.1.0 (minor)",
        "    because of changeset brave-cats-jump",
      ].join("\n"),
    );
  });

  test("goes through a group to the member that moves for a reason of its own", () => {
    const ui = makePlanned("ui", {
      causes: [
        { kind: "changeset", id: "brave-cats-jump" },
        { kind: "group", group: "fixed[0]" },
      ],
    });
    const app = makePlanned("app", { causes: [{ kind: "group", group: "fixed[0]" }] });
    const [, because, why] = renderWhyReleased({ ...plan, packages: [app, ui] }, "app").split("\n");
    expect(because).toMatch(/^  because it moves with ui .* in the group fixed\[0\]$/);
    expect(why).toBe("    because of changeset brave-cats-jump");
  });

  test("ends in a cycle", () => {
    const a = makePlanned("a", { causes: [{ kind: "dependency", package: "b" }] });
    const b = makePlanned("b", { causes: [{ kind: "dependency", package: "a" }] });
    expect(renderWhyReleased({ ...plan, packages: [a, b] }, "a").split("\n")).toHaveLength(3);
  });

  test("says so when the package does not move", () => {
    expect(renderWhyReleased(plan, "omega")).toBe("omega gets no new version in this plan.");
  });
});
