import { describe, expect, it } from "vitest";
import { makeChange, makeImage, makeInput, makeProject, makeWorkspace } from "../../test/support/make-workspace.ts";
import type { AffectedResult, Reason } from "../result.ts";
import { type AffectedInput, computeAffected } from "./compute-affected.ts";

const chain = makeWorkspace(["api", "auth", "base", "other"], ["api > auth", "auth > base"]);

function reasonsOf(input: AffectedInput): Record<string, Reason[]> {
  return Object.fromEntries(computeAffected(input).projects.map(({ name, reasons }) => [name, reasons]));
}

const codes = (result: AffectedResult) => result.warnings.map(({ code }) => code);

const reading = (...inputs: string[]) => ({
  lint: { command: "", cwd: "", cache: true, inputs, outputs: [], dependsOn: [], description: "" },
});

describe("files", () => {
  it("affect their project and, step by step, all that depend on it", () => {
    expect(reasonsOf(makeInput(chain, makeChange("services/base/src/a.ts")))).toEqual({
      api: [{ kind: "dependency", project: "auth" }],
      auth: [{ kind: "dependency", project: "base" }],
      base: [{ kind: "file", path: "services/base/src/a.ts" }],
    });
  });

  it("belong to the project with the deepest folder, and not to one with a similar name", () => {
    const workspace = makeWorkspace(["api", makeProject("inner", { root: "services/api/inner" }), "api-gateway"]);
    expect(Object.keys(reasonsOf(makeInput(workspace, makeChange("services/api/inner/x"))))).toEqual(["inner"]);
    expect(Object.keys(reasonsOf(makeInput(workspace, makeChange("services/api-gateway/x"))))).toEqual(["api-gateway"]);
    expect(Object.keys(reasonsOf(makeInput(workspace, makeChange("services/x", "README.md"))))).toEqual([]);
  });

  it("belong to a root project when no other has them", () => {
    const workspace = makeWorkspace(["api", makeProject("root", { root: ".", manifest: "package.json" })]);
    expect(Object.keys(reasonsOf(makeInput(workspace, makeChange("docs/x.md"))))).toEqual(["root"]);
    expect(Object.keys(reasonsOf(makeInput(workspace, makeChange("services/api/x"))))).toEqual(["api"]);
  });

  it("that moved affect the project they left and the one they came to", () => {
    expect(Object.keys(reasonsOf(makeInput(chain, makeChange("-services/api/x", "+services/other/x"))))).toEqual(["api", "other"]);
  });

  it("of a cycle affect all of it, once", () => {
    const workspace = makeWorkspace(["a", "b"], ["a > b", "b > a"]);
    expect(reasonsOf(makeInput(workspace, makeChange("services/a/x")))).toEqual({
      a: [
        { kind: "file", path: "services/a/x" },
        { kind: "dependency", project: "b" },
      ],
      b: [{ kind: "dependency", project: "a" }],
    });
  });

  it("that the configuration ignores affect nothing, but are shown", () => {
    const input = makeInput(chain, makeChange("services/api/README.md"), { configuration: { workspaceFiles: [], ignore: ["**/*.md"] } });
    const result = computeAffected(input);
    expect(result.projects).toEqual([]);
    expect(result.changedFiles).toHaveLength(1);
  });
});

describe("files outside of projects", () => {
  const workspace = makeWorkspace([
    makeProject("api", { targets: reading("default", "{workspaceRoot}/{.oxlintrc.json,eslint.config.*,tsconfig.base.json}") }),
    makeProject("model", { targets: reading("{workspaceRoot}/shared/*.toml", "{workspaceRoot}/odd (name)/[x].txt") }),
    makeProject("bare"),
    makeProject("router", { targets: reading("!{workspaceRoot}/docs/**", "^production") }),
  ]);

  it.each([
    ["nx.json", ["api", "bare", "model", "router"]],
    ["sluice.config.ts", ["api", "model", "router"]],
    ["-sluice.config.json", ["api", "model", "router"]],
    ["tsconfig.base.json", ["api"]],
    [".oxlintrc.json", ["api"]],
    ["-eslint.config.mjs", ["api"]],
    ["shared/rules.toml", ["model"]],
    ["odd (name)/[x].txt", ["model"]],
    ["shared/deep/rules.toml", []],
    ["docs/nx.json", []],
    [".gitignore", []],
    ["LICENSE", []],
  ])("%s concerns %j", (path, names) => {
    const [file] = makeChange(path);
    expect(reasonsOf(makeInput(workspace, makeChange(path)))).toEqual(
      Object.fromEntries(names.map((name) => [name, [{ kind: "workspace", path: file?.path }]])),
    );
  });

  it("concern everything where the configuration says so, images too", () => {
    const configuration = { workspaceFiles: ["tools/**"], ignore: [] };
    const result = computeAffected(makeInput(workspace, makeChange("tools/.hidden/x"), { configuration, images: [makeImage("api", [])] }));
    expect(result.projects.map(({ name }) => name)).toEqual(["api", "model", "router"]);
    expect(result.images).toEqual([{ project: "api", reasons: [{ kind: "workspace", path: "tools/.hidden/x" }] }]);
  });
});

describe("lockfiles", () => {
  const workspace = makeWorkspace(["api", "auth", "other"], ["api > auth"], {
    lockfiles: [{ path: "package-lock.json", kind: "package-lock.json", projects: ["api", "auth", "other"] }],
  });

  it("affect those whose closure changed, and their dependents", () => {
    const lockfileChanges = [{ path: "package-lock.json", affected: new Map([["auth", ["npm:zod", "npm:ajv"]]]), unsure: false }];
    expect(reasonsOf(makeInput(workspace, makeChange("package-lock.json"), { lockfileChanges }))).toEqual({
      api: [{ kind: "dependency", project: "auth" }],
      auth: [
        { kind: "external", package: "npm:ajv", lockfile: "package-lock.json" },
        { kind: "external", package: "npm:zod", lockfile: "package-lock.json" },
      ],
    });
  });

  it("affect everyone who installs from one that cannot be compared, with a warning", () => {
    const affected = new Map([
      ["auth", []],
      ["other", []],
    ]);
    const result = computeAffected(
      makeInput(workspace, makeChange("package-lock.json"), { lockfileChanges: [{ path: "package-lock.json", affected, unsure: true }] }),
    );
    expect(result.projects.map(({ name, reasons }) => [name, reasons[0]?.kind])).toEqual([
      ["api", "dependency"],
      ["auth", "workspace"],
      ["other", "workspace"],
    ]);
    expect(codes(result)).toEqual(["SLUICE_LOCKFILE_UNSURE"]);
  });

  it("in a project's folder are judged by their content alone, its own manifest also as a file", () => {
    const own = makeWorkspace(["api"], [], {
      lockfiles: [
        { path: "services/api/uv.lock", kind: "uv.lock", projects: ["api"] },
        { path: "services/api/package.json", kind: "package.json", projects: [] },
      ],
    });
    expect(reasonsOf(makeInput(own, makeChange("services/api/uv.lock")))).toEqual({});
    expect(reasonsOf(makeInput(own, makeChange("services/api/package.json")))).toEqual({
      api: [{ kind: "file", path: "services/api/package.json" }],
    });
  });
});

describe("projects that come, go and move", () => {
  it("deleted, affect those who depended on it", () => {
    const now = makeWorkspace(["api", "auth", "other"], ["api > auth"]);
    const input = makeInput(now, makeChange("-services/base/package.json", "-services/base/x"), { previousWorkspace: chain });
    expect(reasonsOf(input)).toEqual({
      api: [{ kind: "dependency", project: "auth" }],
      auth: [{ kind: "deleted-project", project: "base" }],
    });
  });

  it("moved to another folder under the same name, count as changed and not as deleted", () => {
    const now = makeWorkspace(["api", "auth", makeProject("base", { root: "libs/base" }), "other"], ["api > auth", "auth > base"]);
    const result = reasonsOf(
      makeInput(now, makeChange("-services/base/package.json", "+libs/base/package.json"), { previousWorkspace: chain }),
    );
    expect(result["base"]).toEqual([
      { kind: "file", path: "libs/base/package.json" },
      { kind: "file", path: "services/base/package.json" },
    ]);
    expect(result["auth"]).toEqual([{ kind: "dependency", project: "base" }]);
    expect(result["other"]).toBeUndefined();
  });

  it("new without a changed file of their own, are affected", () => {
    const input = makeInput(chain, makeChange("pnpm-lock.yaml"), {
      previousWorkspace: makeWorkspace(["api", "auth", "base"], ["api > auth", "auth > base"]),
    });
    expect(reasonsOf(input)).toEqual({ other: [{ kind: "file", path: "services/other/package.json" }] });
  });

  it("with other dependencies than before, are affected by the file that says so", () => {
    const before = makeWorkspace(["api", "auth", "other"], ["api > auth"]);
    const now = makeWorkspace(["api", "auth", "other"], ["auth > other"]);
    expect(reasonsOf(makeInput(now, makeChange("go.work"), { previousWorkspace: before }))).toEqual({
      api: [{ kind: "file", path: "services/api/package.json" }],
      auth: [{ kind: "file", path: "services/auth/package.json" }],
    });
  });

  it("cut out of another project's folder, concern both", () => {
    const before = makeWorkspace(["api"]);
    const now = makeWorkspace(["api", makeProject("inner", { root: "services/api/inner" })]);
    expect(Object.keys(reasonsOf(makeInput(now, makeChange("+services/api/inner/package.json"), { previousWorkspace: before })))).toEqual([
      "api",
      "inner",
    ]);
    expect(Object.keys(reasonsOf(makeInput(before, makeChange("-services/api/inner/package.json"), { previousWorkspace: now })))).toEqual([
      "api",
    ]);
  });
});

describe("manifests that cannot be read", () => {
  const warnings = [{ code: "SLUICE_BROKEN_MANIFEST" as const, message: "services/auth/package.json: line 1" }];

  it("affect the project known from before, and its dependents", () => {
    const now = makeWorkspace(["api", "base", "other"], [], {
      broken: [{ root: "services/auth", manifest: "services/auth/package.json" }],
      warnings,
    });
    const result = computeAffected(makeInput(now, makeChange("services/auth/package.json"), { previousWorkspace: chain }));
    expect(result.projects.map(({ name, reasons }) => [name, reasons])).toEqual([
      ["api", [{ kind: "dependency", project: "auth" }]],
      ["auth", [{ kind: "file", path: "services/auth/package.json" }]],
    ]);
    expect(codes(result)).toEqual(["SLUICE_BROKEN_MANIFEST"]);
  });

  it("affect their folder when nobody knows the project", () => {
    const now = makeWorkspace(["api"], [], { broken: [{ root: "services/new", manifest: "services/new/go.mod" }] });
    expect(computeAffected(makeInput(now, makeChange("+services/new/go.mod"))).projects).toEqual([
      { name: "services/new", root: "services/new", type: "lib", targets: [], reasons: [{ kind: "file", path: "services/new/go.mod" }] },
    ]);
  });
});

describe("images", () => {
  const images = [
    makeImage("api", ["services/api/Dockerfile", "services/api/main.ts", "shared/ca.pem"]),
    makeImage("other", ["services/other/main.ts"]),
  ];

  it("are affected by their inputs alone", () => {
    expect(computeAffected(makeInput(chain, makeChange("services/api/README.md"), { images })).images).toEqual([]);
    expect(computeAffected(makeInput(chain, makeChange("services/base/x"), { images })).images).toEqual([]);
    expect(computeAffected(makeInput(chain, makeChange("-services/api/main.ts"), { images })).images).toEqual([
      { project: "api", reasons: [{ kind: "file", path: "services/api/main.ts" }] },
    ]);
  });

  it("affect their project when an input is outside of it", () => {
    expect(reasonsOf(makeInput(chain, makeChange("shared/ca.pem"), { images }))).toEqual({
      api: [{ kind: "file", path: "shared/ca.pem" }],
    });
  });

  it("affect the projects whose images are built from theirs", () => {
    const built = [makeImage("other", [], { bases: ["ghcr.io/acme/api:main"] }), ...images.slice(0, 1)];
    expect(reasonsOf(makeInput(chain, makeChange("shared/ca.pem"), { images: built }))).toEqual({
      api: [{ kind: "file", path: "shared/ca.pem" }],
      other: [{ kind: "dependency", project: "api" }],
    });
  });

  it("are affected by an ignore file that is gone", () => {
    expect(
      computeAffected(makeInput(chain, makeChange("-services/other/.dockerignore"), { images })).images.map(({ project }) => project),
    ).toEqual(["other"]);
    expect(computeAffected(makeInput(chain, makeChange("-services/other/Dockerfile.dockerignore"), { images })).images).toHaveLength(1);
  });

  it("are affected through the image they are built from, over several steps", () => {
    const built = [
      makeImage("api", [], { bases: ["ghcr.io/acme/other:main"] }),
      makeImage("base", [], { bases: ["localhost:5000/api@sha256:00"] }),
      makeImage("other", ["services/other/main.ts"], { bases: ["debian:13"] }),
    ];
    expect(computeAffected(makeInput(chain, makeChange("services/other/main.ts"), { images: built })).images).toEqual([
      { project: "api", reasons: [{ kind: "base-image", reference: "ghcr.io/acme/other:main" }] },
      { project: "base", reasons: [{ kind: "base-image", reference: "localhost:5000/api@sha256:00" }] },
      { project: "other", reasons: [{ kind: "file", path: "services/other/main.ts" }] },
    ]);
  });

  it("are affected through a bare name, which a build takes for the image here, and not by a tag of what that is built from", () => {
    const built = [
      makeImage("api", [], { bases: ["other"] }),
      makeImage("base", [], { bases: ["other:1.2"] }),
      makeImage("other", ["services/other/main.ts"], { bases: ["other:1.3"] }),
    ];
    const { images } = computeAffected(makeInput(chain, makeChange("services/other/main.ts"), { images: built }));
    expect(images.map(({ project }) => project)).toEqual(["api", "other"]);
  });

  it("are affected through a variant of the image they are built from", () => {
    const built = [
      makeImage("api", [], { bases: ["ghcr.io/acme/other:1.2-cuda"] }),
      makeImage("other", []),
      makeImage("other-cuda", ["gpu.py"], { repository: "other", project: "other" }),
    ];
    expect(computeAffected(makeInput(chain, makeChange("gpu.py"), { images: built })).images).toMatchObject([
      { project: "api", reasons: [{ kind: "base-image" }] },
      { project: "other" },
    ]);
  });

  it("of one project are told together", () => {
    const two = [makeImage("api", ["a"]), makeImage("api-cuda", ["a", "b"], { project: "api" })];
    expect(computeAffected(makeInput(chain, makeChange("a", "b"), { images: two })).images).toEqual([
      {
        project: "api",
        reasons: [
          { kind: "file", path: "a" },
          { kind: "file", path: "b" },
        ],
      },
    ]);
  });
});

describe("the result", () => {
  it("is everything, with that reason alone, when the base is unknown", () => {
    const base = {
      revision: null,
      source: "none" as const,
      warnings: [{ code: "SLUICE_UNKNOWN_BASE" as const, message: "fetch-depth: 0" }],
    };
    const result = computeAffected(makeInput(chain, [], { base, previousWorkspace: null, images: [makeImage("api", [])] }));
    expect(result.projects.map(({ name, reasons }) => [name, reasons])).toEqual(
      ["api", "auth", "base", "other"].map((name) => [name, [{ kind: "unknown-base" }]]),
    );
    expect(result.images).toEqual([{ project: "api", reasons: [{ kind: "unknown-base" }] }]);
    expect(codes(result)).toEqual(["SLUICE_UNKNOWN_BASE"]);
  });

  it("has the documented form, sorted", () => {
    const target = { command: "", cwd: "", cache: true, inputs: [], outputs: [], dependsOn: [], description: "" };
    const workspace = makeWorkspace(
      [makeProject("b", { targets: { test: target, build: target } }), makeProject("a", { type: "lib" })],
      ["b > a"],
    );
    expect(computeAffected(makeInput(workspace, makeChange("services/b/z", "services/a/y", "services/b/a")))).toEqual({
      schemaVersion: 1,
      base: { revision: "a".repeat(40), source: "argument" },
      head: { revision: null },
      changedFiles: [
        { path: "services/a/y", status: "modified" },
        { path: "services/b/a", status: "modified" },
        { path: "services/b/z", status: "modified" },
      ],
      projects: [
        { name: "a", root: "services/a", type: "lib", targets: [], reasons: [{ kind: "file", path: "services/a/y" }] },
        {
          name: "b",
          root: "services/b",
          type: "app",
          targets: ["build", "test"],
          reasons: [
            { kind: "file", path: "services/b/a" },
            { kind: "file", path: "services/b/z" },
            { kind: "dependency", project: "a" },
          ],
        },
      ],
      images: [],
      warnings: [],
    });
  });
});
