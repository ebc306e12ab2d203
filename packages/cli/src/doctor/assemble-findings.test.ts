import { expect, test } from "vitest";
import { renderDoctor } from "../render/doctor.ts";
import { assembleFindings } from "./assemble-findings.ts";
import type { MachineFacts, RepositoryFacts } from "./machine-facts.ts";

const repository: RepositoryFacts = {
  shallow: false,
  remotes: ["origin"],
  remote: "origin",
  configurationPath: "sluice.config.ts",
  registry: "ghcr.io/acme/shop",
  platforms: ["linux/amd64", "linux/arm64"],
  projects: 9,
  images: 7,
  warnings: [],
  nx: { version: "24.0.6", hasConfiguration: true, plugins: ["@sluice/nx"], missing: [] },
  outdatedWorkflows: [],
  hasRegistryLogin: true,
  hasChangesets: true,
  programs: [{ program: "uv", projects: ["agent"], isThere: true }],
};
const wellMachine: MachineFacts = {
  nodeVersion: "24.21.0",
  gitVersion: "2.39.5",
  repository,
  problem: null,
  docker: { program: "/usr/bin/docker", buildxVersion: "0.13.1", platforms: ["linux/amd64", "linux/arm64"] },
  github: { repository: "acme/shop", hasToken: true, isActions: true, access: "ok", canPush: null, scopes: null },
};

/** The checks that are not well, as `check: status`. */
function findings(facts: Partial<MachineFacts>): string[] {
  const { checks } = assembleFindings({ ...wellMachine, ...facts });
  for (const { status, fix } of checks) expect(fix === undefined).toBe(status === "ok");
  return checks.filter(({ status }) => status !== "ok").map(({ check, status }) => `${check}: ${status}`);
}

test("a machine where all is there is ready", () => {
  expect(assembleFindings(wellMachine).healthy).toBe(true);
  expect(findings({})).toEqual([]);
});

test.each<[string, Partial<MachineFacts>, string[]]>([
  ["an old Node", { nodeVersion: "20.20.2" }, ["node: error"]],
  ["no git", { gitVersion: null }, ["git: error"]],
  ["an old git", { gitVersion: "2.17.1" }, ["git: error"]],
  ["git as Apple and Windows name it", { gitVersion: "2.39.5.windows.1" }, []],
  ["a shallow clone", { repository: { ...repository, shallow: true } }, ["history: warning"]],
  ["no remote", { repository: { ...repository, remotes: [] } }, ["remote: warning"]],
  ["nothing to work on", { repository: { ...repository, projects: 0, images: 0 } }, ["projects: error"]],
  ["no nx", { repository: { ...repository, nx: { version: null, hasConfiguration: false, plugins: [], missing: [] } } }, ["nx: warning"]],
  ["an old nx", { repository: { ...repository, nx: { ...repository.nx, version: "21.0.0" } } }, ["nx: error"]],
  ["an nx without our plugin", { repository: { ...repository, nx: { ...repository.nx, plugins: ["@nx/vite"] } } }, ["nx: error"]],
  ["one of our plugins by its entry", { repository: { ...repository, nx: { ...repository.nx, plugins: ["@sluice/nx/python"] } } }, []],
  ["a plugin that is not installed", { repository: { ...repository, nx: { ...repository.nx, missing: ["@sluice/nx"] } } }, ["nx: error"]],
  [
    "no uv, where projects need it",
    { repository: { ...repository, programs: [{ program: "uv", projects: ["agent"], isThere: false }] } },
    ["programs: warning"],
  ],
  ["no login", { repository: { ...repository, hasRegistryLogin: false } }, ["registry: warning"]],
  ["pipelines of an older configuration", { repository: { ...repository, outdatedWorkflows: ["Jenkinsfile"] } }, ["workflows: warning"]],
  ["a token that only reads", { github: { ...wellMachine.github, isActions: false, canPush: false } }, ["token: warning"]],
  ["a classic token without packages", { github: { ...wellMachine.github, isActions: false, scopes: ["repo"] } }, ["token: warning"]],
  [
    "two images of one name",
    { repository: { ...repository, warnings: [{ code: "SLUICE_IMAGE_NAME_TAKEN", message: "a" }] } },
    ["projects: warning"],
  ],
  ["no changesets", { repository: { ...repository, hasChangesets: false } }, ["changesets: warning"]],
  ["no registry", { repository: { ...repository, registry: null } }, ["registry: warning"]],
  ["no registry and no images", { repository: { ...repository, registry: null, images: 0 } }, []],
  [
    "a builder without arm64",
    { docker: { ...wellMachine.docker, program: "docker", buildxVersion: "0.13.1", platforms: ["linux/amd64"] } },
    ["platforms: warning"],
  ],
  ["no docker, with images", { docker: { code: "SLUICE_DOCKER_MISSING", message: "gone", hint: "install it" } }, ["docker: error"]],
  ["no token", { github: { ...wellMachine.github, hasToken: false, access: null } }, ["github: warning"]],
  [
    "a wrong token",
    { github: { ...wellMachine.github, access: { code: "SLUICE_GITHUB_UNAUTHORIZED", message: "no", hint: "yes" } } },
    ["github: error"],
  ],
])("%s", (_name, facts, expected) => {
  expect(findings(facts)).toEqual(expected);
});

test("no docker is only a warning where there are no images", () => {
  const docker = { code: "SLUICE_DOCKER_MISSING", message: "gone", hint: "install it" } as const;
  expect(findings({ docker, repository: { ...repository, images: 0 } })).toEqual(["docker: warning"]);
});

test("outside a repository the error is told, with its hint, and nothing of a repository is checked", () => {
  const problem = { code: "SLUICE_NOT_A_REPOSITORY", message: "no repository at /tmp", hint: "git init" } as const;
  expect(renderDoctor(assembleFindings({ ...wellMachine, repository: null, problem }), { color: false })).toMatchInlineSnapshot(`
    "✓ node        Node.js 24.21.0
    ✓ git         git 2.39.5
    ✗ repository  SLUICE_NOT_A_REPOSITORY: no repository at /tmp
                  fix: git init
    ✓ docker      /usr/bin/docker, buildx 0.13.1
    ✓ platforms   linux/amd64, linux/arm64
    ✓ github      acme/shop, with a token that can read it

    Not ready: mend what is marked ✗."
  `);
});

test("a manifest that cannot be read is named with what to do", () => {
  const warnings = [{ code: "SLUICE_BROKEN_MANIFEST", message: "apps/a/pyproject.toml:3: no value" }] as const;
  expect(renderDoctor(assembleFindings({ ...wellMachine, repository: { ...repository, warnings: [...warnings] } }), { color: false }))
    .toMatchInlineSnapshot(`
      "✓ node           Node.js 24.21.0
      ✓ git            git 2.39.5
      ✓ history        the whole history is here
      ✓ remote         origin
      ✓ configuration  sluice.config.ts
      ✓ projects       projects: 9, images: 7
      ✗ projects       SLUICE_BROKEN_MANIFEST: apps/a/pyproject.toml:3: no value
                       fix: Mend the file that is named
      ✓ nx             nx 24.0.6 with @sluice/nx
      ✓ programs       uv
      ✓ changesets     .changeset/config.json
      ✓ registry       ghcr.io/acme/shop, with a login
      ✓ docker         /usr/bin/docker, buildx 0.13.1
      ✓ platforms      linux/amd64, linux/arm64
      ✓ github         acme/shop, with a token that can read it

      Not ready: mend what is marked ✗."
    `);
});
