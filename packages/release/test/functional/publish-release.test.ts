import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { parseConfiguration } from "@sluice/core";
import { openGitHub } from "@sluice/github";
import { findDocker, readImages } from "@sluice/images";
import {
  assembleDesiredReleases,
  computeReleaseMetadata,
  createGitHubPort,
  createGitPort,
  createImagesPort,
  createNpmPort,
  publishRelease,
  readReleasePackages,
  readRollbackPlan,
  rollbackRelease,
  selectReleases,
  verifyRelease,
  type DesiredRelease,
  type PublishPorts,
  noIndexes,
} from "@sluice/release";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startStack, type Stack } from "../../../../tools/stack/index.ts";
import { findImageParts } from "../../../../tools/test/find-image-parts.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { TempRepository } from "./temp-repository.ts";

const env = process.env;
let missing: string | null = null;
let stack: Stack | undefined;
let repository: TempRepository | undefined;

beforeAll(async () => {
  ({ missing } = await findImageParts());
  if (missing !== null) return;
  stack = await startStack();
  repository = TempRepository.init({
    "package.json": '{ "name": "root", "private": true, "workspaces": ["packages/*"] }\n',
    "services/gateway/Dockerfile": "FROM scratch\nCOPY hello.txt /\n",
    "services/gateway/hello.txt": "hello\n",
  });
  repository.git("remote", "add", "origin", stack.addresses.git);
});
afterAll(async () => {
  repository?.remove();
  await stack?.stop();
});
beforeEach((context) => requirePart(context, missing));

/** Every write that a release of one npm package and one service makes, in order. */
const writes = [
  "images.build",
  "npm.publish",
  "git.createTag",
  "git.createTag",
  "git.pushTags",
  "github.createDraft",
  "github.attach",
  "github.publish",
  "github.createDraft",
  "github.attach",
  "github.publish",
];

describe("against a real registry, npm registry, GitHub API and git remote", () => {
  test("killed after any write, the next run finishes, and nothing is made twice", async () => {
    for (const [index, write] of writes.entries()) {
      const { desired, ports } = await nextRelease(`1.${index}.0`);
      const seen: string[] = [];
      await expect(publishRelease({ desired, ports: killAfter(ports, index + 1, seen) })).rejects.toThrow("killed");
      expect(seen).toEqual(writes.slice(0, index + 1));
      const rest: string[] = [];
      await publishRelease({ desired, ports: killAfter(ports, Number.POSITIVE_INFINITY, rest) });
      // A draft and a local tag that were left are taken up, and not made again.
      expect({ write, rest: rest.filter(makesSomething) }).toEqual({
        write,
        rest: writes.slice(index + 1).filter(makesSomething),
      });
      expect({ write, findings: (await verifyRelease({ desired, ports })).findings }).toEqual({ write, findings: [] });
      expect((await publishRelease({ desired, ports })).published).toEqual([]);
    }
  });

  test("a prerelease goes to a dist-tag of its own, and moves no image tag", async () => {
    const { desired, ports } = await nextRelease("2.0.0-rc.1");
    await publishRelease({ desired, ports });
    const target = desired.flatMap(({ packages }) => packages.flatMap(({ npm }) => npm ?? []))[0];
    if (target === undefined) throw new Error("no npm package");
    expect((await ports.npm.look(target))?.distTags).toEqual({ latest: "1.10.0", rc: "2.0.0-rc.1" });
    expect(
      desired.flatMap(({ packages }) => packages.flatMap(({ images }) => images.flatMap(({ references }) => references))),
    ).toHaveLength(1);
  });

  test("a rollback moves dist-tag and image tag back, deprecates, and notes it in the release", async () => {
    const before = await nextRelease("2.1.0");
    await publishRelease(before);
    const { desired, ports } = await nextRelease("2.2.0");
    await publishRelease({ desired, ports });
    for (const [index, bad] of desired.entries()) {
      const previous = before.desired[index];
      if (previous === undefined) throw new Error("no release before");
      const rollback = { bad, previous, ports, reason: "Loses clicks." };
      expect((await rollbackRelease(rollback)).steps.map(({ action }) => action)).toContain("note");
      // The emulator's latest release is always the newest one.
      const left = (await readRollbackPlan(rollback)).steps.filter(({ action }) => action !== "make-latest");
      expect(left).toEqual([]);
    }
    const target = desired.flatMap(({ packages }) => packages.flatMap(({ npm }) => npm ?? []))[0];
    if (target === undefined) throw new Error("no npm package");
    expect(await ports.npm.look(target)).toMatchObject({ distTags: { latest: "2.1.0" }, deprecated: "Loses clicks. Use 2.1.0." });
    const [image] = before.desired.flatMap(({ packages }) => packages.flatMap(({ images }) => images));
    const ends = [image?.references[0] ?? "", image?.references.at(-1) ?? ""];
    const [fixed, moving] = await Promise.all(ends.map((reference) => ports.images.look(reference)));
    expect(moving?.digest).toBe(fixed?.digest);
  });

  test("of two releases that were planned before either was there, the higher one has the moving image tag, whatever the order", async () => {
    if (repository === undefined) throw new Error("not started");
    const lower = await nextRelease("2.3.0");
    await publishRelease(lower);
    repository.commit({ "services/gateway/hello.txt": "hello again\n" });
    const higher = await nextRelease("2.4.0");
    await publishRelease(higher);
    const [low, high] = [imageReferences(lower), imageReferences(higher)];
    const moving = low.find((reference) => reference.endsWith(":2")) ?? "";
    const digestOf = async (reference = "") => (await higher.ports.images.look(reference))?.digest;
    const wanted = await digestOf(high[0]);
    expect(wanted).not.toBe(await digestOf(low[0]));

    const late = await publishRelease(lower);
    expect({ digest: await digestOf(moving), published: late.published, warnings: late.warnings }).toEqual({
      digest: wanted,
      published: [],
      warnings: [{ code: "SLUICE_TAG_STAYS", message: `${moving} stays at 2.4.0, which is higher` }],
    });

    // As after a crash of the higher one right before this write; then both run on at once.
    await higher.ports.images.moveBack({ from: low[0] ?? "", digest: (await digestOf(low[0])) ?? "", reference: moving });
    await Promise.all([publishRelease(lower), publishRelease(higher)]);
    expect(await digestOf(moving)).toBe(wanted);
  });

  test("the token in NPM_TOKEN is enough, reaches npm, and a wrong one is told before anything is published", async () => {
    if (repository === undefined || stack === undefined) throw new Error("not started");
    repository.commit({ "packages/token/package.json": '{ "name": "with-token", "version": "1.0.0" }\n' });
    const { npm_config_registry: registry = "", npm_config_userconfig: userConfig = "" } = stack.env;
    const token = /_authToken=(\S+)/.exec(await readFile(userConfig, "utf8"))?.[1];
    const target = {
      name: "with-token",
      version: "1.0.0",
      root: "packages/token",
      distTag: "latest",
      access: "public",
      indexes: noIndexes,
      registry: null,
    } as const;
    const open = (NPM_TOKEN: string | undefined) =>
      createNpmPort({ root: repository?.root ?? "", registry, env: { PATH: env["PATH"], HOME: tmpdir(), NPM_TOKEN } });
    const refused = await open("npm_wrongwrongwrong").check([target]);
    expect(refused).toMatchObject([{ code: "SLUICE_NPM_LOGIN" }]);
    await expect(open("npm_wrongwrongwrong").publish([target])).rejects.toMatchObject({
      code: "SLUICE_NPM_FAILED",
      message: expect.not.stringContaining("wrongwrong"),
    });
    const npm = open(token);
    expect(await npm.check([target])).toEqual([]);
    await npm.publish([target]);
    expect((await npm.look(target))?.integrity).toMatch(/^sha512-/);
    expect(await npm.matchesIntegrity(target)).toBe(true);
  });

  test("a package that is not built is refused before anything is published", async () => {
    const { desired, ports } = await nextRelease("3.0.0", { exports: "./dist/index.js" });
    await expect(publishRelease({ desired, ports })).rejects.toMatchObject({
      code: "SLUICE_PACKAGE_NOT_BUILT",
      message: expect.stringContaining("dist/index.js"),
    });
    expect((await ports.git.remoteTags()).has("@acme/lib@3.0.0")).toBe(false);
  });
});

/** Not what is done again to a draft that is there. */
function makesSomething(write: string): boolean {
  return write !== "github.publish" && write !== "github.attach";
}

function imageReferences({ desired }: { desired: DesiredRelease[] }): string[] {
  return desired.flatMap(({ packages }) => packages.flatMap(({ images }) => images.flatMap(({ references }) => references)));
}

/** Commits the next version of both packages, and gives what is to be published of it. */
async function nextRelease(version: string, fields: object = {}): Promise<{ desired: DesiredRelease[]; ports: PublishPorts }> {
  if (repository === undefined || stack === undefined) throw new Error("not started");
  const changelog = `# x\n\n## ${version}\n\n- It is ${version}.\n`;
  repository.commit({
    "packages/lib/package.json": `${JSON.stringify({ name: "@acme/lib", version, ...fields })}\n`,
    "packages/lib/CHANGELOG.md": changelog,
    "services/gateway/package.json": `${JSON.stringify({ name: "gateway", version, private: true })}\n`,
    "services/gateway/CHANGELOG.md": changelog,
  });
  const { repository: git, workspace } = await repository.releaseOptions();
  const opened = await repository.open();
  const prefix = `${stack.addresses.registry}/acme`;
  const configuration = parseConfiguration({}, "test");
  const { images } = await readImages({ root: git.root, workspace, configuration, files: await opened.listFiles() });
  const gitTags = (await opened.listTags()).map(({ name }) => name);
  const found = await readReleasePackages({ root: git.root, workspace, images, gitTags, isInHistory: async () => true });
  const selected = selectReleases({ ...found, request: { gitTags: [], packages: [] } });
  const commit = (await opened.headRevision()) ?? "";
  const commitTime = await opened.commitTime(commit);
  const details = { name: "shop", description: "", url: "", license: "", defaultBranch: "main" };
  const metadata = computeReleaseMetadata({ selected, commit, prefix, rules: [], flavor: [], repository: details, commitTime, gitTags });
  const references = metadata.map(({ image, gitTag, metadata: { tags } }) => ({ image, gitTag, references: tags }));
  const { platforms } = configuration.images;
  const desired = assembleDesiredReleases({
    selected,
    commit,
    gitTags,
    changelogs: found.changelogs,
    references,
    platforms,
    access: "public",
    indexes: noIndexes,
  });
  return { desired, ports: openPorts({ stack, opened, images, prefix, metadata, commitTime }) };
}

function openPorts({
  stack: { env: stackEnv },
  opened,
  ...rest
}: { stack: Stack; opened: Awaited<ReturnType<TempRepository["open"]>> } & Pick<
  Parameters<typeof createImagesPort>[0],
  "images" | "prefix" | "metadata" | "commitTime"
>): PublishPorts {
  const { GITHUB_API_URL: apiUrl = "", GITHUB_REPOSITORY: name = "", GITHUB_TOKEN: token = "" } = stackEnv;
  return {
    images: createImagesPort({
      ...rest,
      root: opened.root,
      secrets: [],
      attestations: { provenance: "max", sbom: null },
      openSigner: null,
      findDocker: () => findDocker({ cwd: opened.root, env }),
    }),
    npm: createNpmPort({ root: opened.root, registry: null, env: { PATH: env["PATH"], HOME: tmpdir(), ...stackEnv } }),
    indexes: {},
    git: createGitPort({ repository: opened, remote: "origin", branch: "main", defaultBranch: "main" }),
    github: createGitHubPort(openGitHub({ apiUrl, repository: name, token }), true),
  };
}

const writing = new Set([
  "images.build",
  "images.move",
  "npm.publish",
  "git.createTag",
  "git.pushTags",
  "github.createDraft",
  "github.attach",
  "github.publish",
]);

/** The same doors; after the given number of writes the process counts as dead, and no door opens any more. */
function killAfter(ports: PublishPorts, count: number, seen: string[]): PublishPorts {
  let dead = false;
  const guard = <Port extends object>(name: string, port: Port): Port =>
    new Proxy(port, {
      get: (target, key) => {
        const method: unknown = Reflect.get(target, key);
        if (typeof method !== "function") return method;
        return async (...args: unknown[]): Promise<unknown> => {
          if (dead) throw new Error("killed");
          const result: unknown = await method.apply(target, args);
          if (!writing.has(`${name}.${String(key)}`)) return result;
          seen.push(`${name}.${String(key)}`);
          if (seen.length < count) return result;
          dead = true;
          throw new Error("killed");
        };
      },
    });
  return {
    images: guard("images", ports.images),
    npm: guard("npm", ports.npm),
    indexes: {},
    git: guard("git", ports.git),
    github: ports.github === null ? null : guard("github", ports.github),
  };
}
