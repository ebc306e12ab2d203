import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withTemporaryFolder } from "@sluice/core";
import type { NpmPort, NpmToPublish } from "../publish-ports.ts";
import { checkNpm } from "./check-npm.ts";
import { type Patience } from "./fetch-patiently.ts";
import { assembleNpmBatches, type NpmBatch } from "./npm-batches.ts";
import { createNpmPacker } from "./npm-packer.ts";
import { hasIdentity, isPublicRepository, npmToken, wantsProvenance } from "./npm-provenance.ts";
import { matchesNpmIntegrity, readNpmVersion, type NpmRegistryAddress } from "./npm-registry.ts";
import { changeRegistry, runInFolder, runNpm, type AddressOf, type Npm } from "./run-npm.ts";
import { tryOutNpmPackage } from "./try-out-npm-package.ts";

/** Where and as whom npm packages are published. */
export interface NpmPortOptions {
  /** Absolute path of the repository. */
  root: string;
  /** The registry of every package; null asks each package's `publishConfig`, then npm's own configuration. */
  registry: string | null;
  /** The environment npm runs in. `NPM_TOKEN` or `NODE_AUTH_TOKEN` in it is the token; without one npm uses its own. */
  env: Readonly<Record<string, string | undefined>>;
  /** How the registry is asked; a few tries and half a minute for each when left out. */
  patience?: Patience;
  /** Milliseconds that one package may take npm. Default 300,000. */
  npmTimeout?: number;
  /** The commit that is checked out, for packages that npm does not pack itself. */
  commit?: string;
}

/**
 * Publishes with the npm that is on the PATH, and reads the registry over HTTP. The token reaches npm by the environment:
 * the .npmrc that is written for a publish names the variable, not its value, and it is in no process's arguments.
 */
export function createNpmPort({ root, registry, env, patience, npmTimeout = 300_000, commit }: NpmPortOptions): NpmPort {
  const token = npmToken(env);
  const packer = createNpmPacker({ root, env, gitHead: commit ?? null, secrets: [token] });
  const npm: Npm = { root, env, token, timeout: npmTimeout, packer };
  const known = new Map<string, Promise<string>>();
  const addressOf = async (target: NpmToPublish): Promise<NpmRegistryAddress> => {
    const chosen = registry ?? target.registry ?? (await configuredRegistry(npm, known, target.name));
    return { url: chosen.endsWith("/") ? chosen : `${chosen}/`, token: npm.token, ...(patience === undefined ? {} : { patience }) };
  };
  return {
    look: async (target) => readNpmVersion(await addressOf(target), target.name, target.version),
    matchesIntegrity: async (target) => matchesNpmIntegrity(await addressOf(target), target.name, target.version),
    publish: (targets) => publish(npm, addressOf, targets),
    setDistTag: async (target, distTag) => {
      const { url } = await addressOf(target);
      await changeRegistry(npm, url, ["dist-tag", "add", `${target.name}@${target.version}`, distTag, "--registry", url]);
    },
    deprecate: async (target, message) => {
      const { url } = await addressOf(target);
      await changeRegistry(npm, url, ["deprecate", `${target.name}@${target.version}`, message, "--registry", url]);
    },
    tryOut: async (target) =>
      tryOutNpmPackage(target, (args, folder) => runInFolder(npm, addressOf, target, { args, folder }), env["PATH"] ?? ""),
    check: (targets) => checkNpm(npm, addressOf, targets),
  };
}

/** npm's own configuration for a package: that of its scope, else the general one. Asked once for each scope. */
async function configuredRegistry(npm: Npm, known: Map<string, Promise<string>>, name: string): Promise<string> {
  const scope = name.startsWith("@") ? name.slice(0, name.indexOf("/")) : "";
  const found = known.get(scope) ?? askRegistry(npm, scope);
  known.set(scope, found);
  return found;
}

async function askRegistry(npm: Npm, scope: string): Promise<string> {
  const ask = async (key: string): Promise<string> => (await runNpm(npm, ["config", "get", key], npm.root, npm.env)).trim();
  const scoped = scope === "" ? "undefined" : await ask(`${scope}:registry`);
  return scoped === "undefined" || scoped === "" ? ask("registry") : scoped;
}

/** One npm takes many packages: starting it is most of what a package costs. */
async function publish(npm: Npm, addressOf: AddressOf, targets: readonly NpmToPublish[]): Promise<void> {
  const placed = await Promise.all(targets.map(async (target) => ({ target, registry: (await addressOf(target)).url })));
  // An archive is published by itself.
  const patterns = (await npm.packer.isNeeded()) ? [] : await readWorkspacePatterns(npm.root);
  for (const batch of assembleNpmBatches(placed, patterns)) await publishBatch(npm, batch);
}

async function publishBatch(npm: Npm, batch: NpmBatch): Promise<void> {
  const [target] = batch.targets;
  const tarball = batch.areWorkspaces || target === undefined ? null : await npm.packer.pack(target);
  if (tarball === null) {
    await publishSpecs(
      npm,
      batch,
      batch.targets.map(({ root }) => (batch.areWorkspaces ? `--workspace=${root}` : `./${root}`)),
    );
    return;
  }
  await withTemporaryFolder("npm", async (folder) => {
    await writeFile(join(folder, "package.tgz"), tarball.data);
    await publishSpecs(npm, batch, [join(folder, "package.tgz")]);
  });
}

/** @param specs in npm's words: folders, a workspace's option, an archive */
async function publishSpecs(npm: Npm, { registry, distTag, access: who, targets }: NpmBatch, specs: readonly string[]): Promise<void> {
  const timeout = npm.timeout * targets.length;
  // By the environment, so that a package's own `publishConfig.provenance` wins.
  const provenance = (await isWithProvenance(npm, registry, who)) ? { npm_config_provenance: "true" } : {};
  await changeRegistry({ ...npm, timeout, env: { ...npm.env, ...provenance } }, registry, [
    "publish",
    ...specs,
    "--registry",
    registry,
    "--tag",
    distTag,
    "--access",
    who,
  ]);
}

async function isWithProvenance(npm: Npm, registry: string, access: NpmToPublish["access"]): Promise<boolean> {
  const { env } = npm;
  if (!hasIdentity(env)) return false;
  const defaultRegistry = await readDefaultRegistry(npm);
  return wantsProvenance({ env, access, registry, defaultRegistry, isPublicRepository: await isPublicRepository(env) });
}

/** The registry npm has without any configuration: asked in an empty folder, with configuration files that are not there. */
function readDefaultRegistry(npm: Npm): Promise<string> {
  const env = Object.fromEntries(Object.entries(npm.env).filter(([name]) => !/^npm_config_/i.test(name)));
  return withTemporaryFolder("npm", async (folder) => {
    const files = ["user", "global"].map((kind) => `--${kind}config=${join(folder, kind)}`);
    return (await runNpm(npm, ["config", "get", "registry", ...files], folder, env)).trim();
  });
}

/** The `workspaces` of the package.json at the root, which npm takes several packages of at a time. */
async function readWorkspacePatterns(root: string): Promise<string[]> {
  const text = await readFile(join(root, "package.json"), "utf8").catch(() => "{}");
  const { workspaces = [] } = Object(JSON.parse(text));
  const patterns: unknown = Array.isArray(workspaces) ? workspaces : Object(workspaces).packages;
  return Array.isArray(patterns) ? patterns.filter((pattern) => typeof pattern === "string") : [];
}
