import type { AffectedResult, Reason } from "@sluice/affected";
import { describe, expect, it } from "vitest";
import { assembleRunPlan, renderRunPlan } from "../run-plan.ts";
import { renderGitHubOutput, renderGitHubSummary } from "./affected-github.ts";
import { affectedMatrix } from "./affected-matrix.ts";
import { renderAffectedText } from "./affected-text.ts";
import { renderWhy } from "./affected-why.ts";

const result: AffectedResult = {
  schemaVersion: 1,
  base: { revision: "1a2b3c4".padEnd(40, "0"), source: "merge-base" },
  head: { revision: null },
  changedFiles: ["a", "b", "c", "d"].map((name) => ({ path: `libs/auth/${name}.ts`, status: "modified" })),
  projects: [
    {
      name: "@acme/auth",
      root: "libs/auth",
      type: "lib",
      targets: ["lint", "test"],
      reasons: ["a", "b", "c", "d"].map((name) => ({ kind: "file", path: `libs/auth/${name}.ts` })),
    },
    {
      name: "gateway",
      root: "services/gateway",
      type: "app",
      targets: ["image", "test"],
      reasons: [
        { kind: "dependency", project: "@acme/auth" },
        { kind: "external", package: "npm:zod", lockfile: "package-lock.json" },
        { kind: "deleted-project", project: "old|er" },
      ],
    },
  ],
  images: [{ project: "gateway", reasons: [{ kind: "base-image", reference: "acme/base:1" }] }],
  warnings: [{ code: "SLUICE_BROKEN_MANIFEST", message: "x" }],
};

const nothing: AffectedResult = { ...result, changedFiles: [], projects: [], images: [], warnings: [] };

describe("text", () => {
  it("groups by reason and shortens what is long", () => {
    expect(renderAffectedText(result)).toMatchInlineSnapshot(`
      "the working tree, compared with 1a2b3c4 (merge base)
      4 changed files, 2 affected projects, 1 affected image

      @acme/auth  libs/auth  [lint test]
        changed: libs/auth/a.ts, libs/auth/b.ts, libs/auth/c.ts and 1 more

      gateway  services/gateway  [image test]
        depends on: @acme/auth
        other packages in package-lock.json: npm:zod
        depended on a project that is gone: old|er

      image of gateway
        built from: acme/base:1"
    `);
  });

  it("keeps a name with line breaks on one line, which a CI system would take for a command", () => {
    const reasons: Reason[] = [{ kind: "file", path: "a\n::error::b\u0085" }];
    const evil = { ...result, images: [], projects: [{ name: "x\ny", root: "a\tb", type: "lib" as const, targets: [], reasons }] };
    expect(renderAffectedText(evil).split("\n").slice(3)).toEqual(["x\\ny  a\\tb", "  changed: a\\n::error::b\ufffd"]);
    expect(renderWhy("x\ny", [{ project: "x\ny", reason: reasons[0]!, declared: null }])).toBe(
      "x\\ny is affected:\n  x\\ny: changed a\\n::error::b\ufffd",
    );
  });

  it("says when it is nothing, and when the base is unknown or files were given", () => {
    expect(renderAffectedText(nothing)).toMatchInlineSnapshot(`
      "the working tree, compared with 1a2b3c4 (merge base)
      0 changed files, 0 affected projects, 0 affected images"
    `);
    expect(renderAffectedText({ ...nothing, base: { revision: null, source: "none" } })).toMatchInlineSnapshot(`
      "the working tree, compared with nothing: the base is unknown
      0 changed files, 0 affected projects, 0 affected images"
    `);
    expect(renderAffectedText({ ...nothing, base: { revision: null, source: "release-tag" } }).split("\n")[0]).toBe(
      "the working tree, each project compared with its own last release",
    );
    expect(renderAffectedText({ ...nothing, base: { revision: null, source: "argument" } })).toMatchInlineSnapshot(`
      "the working tree, with the files that were given
      0 changed files, 0 affected projects, 0 affected images"
    `);
  });
});

describe("why", () => {
  it("prints a step a line with the place that declares it", () => {
    expect(
      renderWhy("gateway", [
        { project: "@acme/auth", reason: { kind: "file", path: "libs/auth/a.ts" }, declared: null },
        {
          project: "gateway",
          reason: { kind: "dependency", project: "@acme/auth" },
          declared: { file: "services/gateway/package.json", line: 12 },
        },
      ]),
    ).toMatchInlineSnapshot(`
      "gateway is affected:
        @acme/auth: changed libs/auth/a.ts
        gateway: depends on @acme/auth  (services/gateway/package.json:12)"
    `);
    expect(renderWhy("gateway", [])).toBe("gateway is not affected.");
  });
});

const project = (name: string, targets: string[]) => ({ name, root: name, type: "lib" as const, targets, reasons: [] });

describe("for GitHub", () => {
  it("gives a matrix", () => {
    expect(affectedMatrix(result, null)).toEqual({
      include: [
        { project: "@acme/auth", root: "libs/auth", type: "lib", targets: ["lint", "test"], image: false },
        { project: "gateway", root: "services/gateway", type: "app", targets: ["image", "test"], image: true },
      ],
    });
  });

  it("packs projects into as many jobs as there may be, each with about as much to do", () => {
    const projects = [project("a", ["build", "lint", "test"]), project("b", ["lint"]), project("c", ["test"]), project("d", [])];
    const packed = affectedMatrix({ projects, images: [{ project: "a", reasons: [] }] }, 2);
    expect(packed).toEqual({
      include: [
        { project: "a", projects: ["a"], targets: ["build", "lint", "test"], image: true },
        { project: "b,c,d", projects: ["b", "c", "d"], targets: ["lint", "test"], image: false },
      ],
    });
    expect(affectedMatrix({ projects, images: [] }, 4)).toEqual(affectedMatrix({ projects, images: [] }, null));
  });

  it("gives a flag for every project, under a name that an output can have, and lists", () => {
    expect(renderGitHubOutput(result, { projects: ["@acme/auth", "gateway", "other", "projects", "9lives"] })).toMatchInlineSnapshot(`
      "_9lives=false
      acme-auth=true
      gateway=true
      other=false
      affected=true
      projects=["@acme/auth","gateway"]
      images=["gateway"]
      matrix={"include":[{"project":"@acme/auth","root":"libs/auth","type":"lib","targets":["lint","test"],"image":false},{"project":"gateway","root":"services/gateway","type":"app","targets":["image","test"],"image":true}]}
      "
    `);
  });

  it("gives a table that no name can break", () => {
    expect(renderGitHubSummary(result)).toMatchInlineSnapshot(`
      "### What this change affects

      the working tree, compared with 1a2b3c4 (merge base)

      | project | image | why |
      | --- | --- | --- |
      | \`@acme/auth\` |  | changed \`libs/auth/a.ts\` and 3 more |
      | \`gateway\` | yes | depends on \`@acme/auth\` and 2 more |

      > SLUICE_BROKEN_MANIFEST: \`x\`
      "
    `);
    expect(renderGitHubSummary(nothing)).toContain("Nothing.");
  });
});

describe("the plan of a run", () => {
  const known = new Set(["gateway", "other"]);

  it("names exactly the affected projects that nx can know", () => {
    const plan = assembleRunPlan(result, known, { targets: ["lint", "test"], parallel: "4", continueOnError: false });
    expect(plan).toEqual({
      targets: ["lint", "test"],
      projects: ["gateway"],
      broken: ["@acme/auth"],
      nxArgs: ["run-many", "--targets=lint,test", "--projects=gateway", "--parallel=4", "--nxBail"],
    });
    expect(renderRunPlan(plan)).toMatchInlineSnapshot(`
      "lint, test of gateway
      nx run-many --targets=lint,test --projects=gateway --parallel=4 --nxBail"
    `);
  });

  it("is empty when nothing is affected", () => {
    const plan = assembleRunPlan(nothing, known, { targets: ["test"], parallel: undefined, continueOnError: true });
    expect(plan.nxArgs).toEqual([]);
    expect(renderRunPlan(plan)).toBe("Nothing is affected: no test to run.");
  });
});
