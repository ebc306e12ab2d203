import { access, copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSluiceError, SluiceError } from "@sluice/core";
import type { NpmPort, NpmToPublish, PublishProblem } from "../publish-ports.ts";
import { assembleNpmBatches, type NpmBatch } from "./npm-batches.ts";
import { createNpmPacker, type NpmPacker } from "./npm-packer.ts";
import { promisedFiles } from "./promised-files.ts";
import { type Patience } from "./fetch-patiently.ts";
import { tryOutNpmPackage } from "./try-out-npm-package.ts";
import { hasIdentity, isPublicRepository, npmToken, wantsProvenance } from "./npm-provenance.ts";
import { isBurnedNpmVersion, matchesNpmIntegrity, readNpmUser, readNpmVersion, type NpmRegistryAddress } from "./npm-registry.ts";
import { redactSecrets } from "./redact-secrets.ts";
import { findUnpublishableRanges, type UnpublishableRange } from "./unpublishable-ranges.ts";

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
    check: (targets) => check(npm, addressOf, targets),
  };
}

interface Npm {
  root: string;
  env: Readonly<Record<string, string | undefined>>;
  token: string | undefined;
  timeout: number;
  packer: NpmPacker;
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
  const folder = await mkdtemp(join(tmpdir(), "sluice-npm-"));
  try {
    await writeFile(join(folder, "package.tgz"), tarball.data);
    await publishSpecs(npm, batch, [join(folder, "package.tgz")]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
async function readDefaultRegistry(npm: Npm): Promise<string> {
  const env = Object.fromEntries(Object.entries(npm.env).filter(([name]) => !/^npm_config_/i.test(name)));
  const folder = await mkdtemp(join(tmpdir(), "sluice-npm-"));
  const files = ["user", "global"].map((kind) => `--${kind}config=${join(folder, kind)}`);
  try {
    return (await runNpm(npm, ["config", "get", "registry", ...files], folder, env)).trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The `workspaces` of the package.json at the root, which npm takes several packages of at a time. */
async function readWorkspacePatterns(root: string): Promise<string[]> {
  const text = await readFile(join(root, "package.json"), "utf8").catch(() => "{}");
  const { workspaces = [] } = Object(JSON.parse(text));
  const patterns: unknown = Array.isArray(workspaces) ? workspaces : Object(workspaces).packages;
  return Array.isArray(patterns) ? patterns.filter((pattern) => typeof pattern === "string") : [];
}

type AddressOf = (target: NpmToPublish) => Promise<NpmRegistryAddress>;

async function changeRegistry(npm: Npm, url: string, args: string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-npm-"));
  try {
    await runNpm(npm, args, npm.root, await withToken(npm, url, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** npm for a package that is used, not published: with the login, and with the registry for this package's scope or for all. */
async function runInFolder(
  npm: Npm,
  addressOf: AddressOf,
  target: NpmToPublish,
  { args, folder }: { args: readonly string[]; folder: string },
): Promise<string> {
  const { url } = await addressOf(target);
  const scope = target.name.startsWith("@") ? `${target.name.slice(0, target.name.indexOf("/"))}:` : "";
  await copyFile(join(npm.root, ".npmrc"), join(folder, ".npmrc")).catch(() => {});
  return runNpm(npm, [...args, `--${scope}registry=${url}`], folder, await withToken(npm, url, folder, "user.npmrc"));
}

/** The environment for a publish. npm itself puts the variable's value in the place of `${…}` in an .npmrc. */
async function withToken(npm: Npm, url: string, folder: string, name = ".npmrc"): Promise<Readonly<Record<string, string | undefined>>> {
  if (npm.token === undefined) return npm.env;
  const userConfig = join(folder, name);
  await writeFile(userConfig, `${url.replace(/^\w+:/, "")}:_authToken=\${SLUICE_NPM_TOKEN}\n`, { mode: 0o600 });
  return { ...npm.env, SLUICE_NPM_TOKEN: npm.token, npm_config_userconfig: userConfig, NPM_CONFIG_USERCONFIG: undefined };
}

async function check(npm: Npm, addressOf: AddressOf, targets: readonly NpmToPublish[]): Promise<PublishProblem[]> {
  const problems: PublishProblem[] = [];
  const registries = new Map<string, NpmRegistryAddress>();
  for (const target of targets) {
    const address = await addressOf(target);
    registries.set(address.url, address);
    problems.push(...(await checkContents(npm, target)));
  }
  for (const target of targets) {
    const address = await addressOf(target);
    if (await isBurnedNpmVersion(address, target.name, target.version)) problems.push(burned(target, address));
  }
  for (const address of registries.values()) {
    if (!(await isLoggedIn(npm, address))) problems.push(notLoggedIn(address));
  }
  return problems;
}

async function isLoggedIn(npm: Npm, address: NpmRegistryAddress): Promise<boolean> {
  // Trusted publishing has no token to ask about: npm exchanges the runner's identity when it publishes.
  if (npm.token === undefined && hasIdentity(npm.env)) return true;
  if (npm.token !== undefined) return (await readNpmUser(address)) !== null;
  return runNpm(npm, ["whoami", "--registry", address.url], npm.root, npm.env).then(
    () => true,
    () => false,
  );
}

/** What npm would send: files that are not there, ranges that mean nothing to others. */
async function checkContents(npm: Npm, target: NpmToPublish): Promise<PublishProblem[]> {
  try {
    const tarball = await npm.packer.pack(target);
    const folder = join(npm.root, target.root);
    const manifest = tarball?.manifest ?? Object(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
    const missing =
      tarball === null ? await missingFiles(folder, manifest) : promisedFiles(manifest).filter((file) => !tarball.files.includes(file));
    const ranges = findUnpublishableRanges(manifest);
    return [...(missing.length > 0 ? [notBuilt(target, missing)] : []), ...(ranges.length > 0 ? [unpublishable(target, ranges)] : [])];
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    return [
      {
        code: error.code,
        message: `${target.name} cannot be packed: ${error.message}`,
        hint: error.hint ?? "Mend it, and run the same command again.",
      },
    ];
  }
}

async function missingFiles(folder: string, manifest: Readonly<Record<string, unknown>>): Promise<string[]> {
  const scripts = Object(manifest["scripts"]);
  // A package with such a script builds itself when it is packed.
  if ("prepack" in scripts || "prepare" in scripts) return [];
  const missing: string[] = [];
  for (const file of promisedFiles(manifest)) {
    const isThere = await access(join(folder, file)).then(
      () => true,
      () => false,
    );
    if (!isThere) missing.push(file);
  }
  return missing;
}

async function runNpm(npm: Npm, args: string[], cwd: string, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  // Loaded when a program is run: it is what takes longest of all to load.
  const { execa, ExecaError } = await import("execa");
  try {
    // stdin is closed: npm must not ask for a password.
    const { stdout } = await execa("npm", args, { cwd, env, extendEnv: false, stdin: "ignore", timeout: npm.timeout });
    return stdout;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    const lines = `${error.stderr}`
      .split("\n")
      .filter((line) => /npm (error|ERR!)/.test(line) && !/A complete log|debug-0\.log/.test(line));
    const reason = lines.length > 0 ? lines.map((line) => line.replace(/^npm (error|ERR!)\s*/, "")).join("\n") : error.shortMessage;
    throw new SluiceError("SLUICE_NPM_FAILED", redactSecrets(`npm ${args[0]} failed: ${reason}`, [npm.token]), {
      hint: "Mend what npm says, and run the same command again.",
    });
  }
}

function notBuilt({ name, root }: NpmToPublish, missing: readonly string[]): PublishProblem {
  return {
    code: "SLUICE_PACKAGE_NOT_BUILT",
    message: `${name} is not built: its package.json names ${missing.join(", ")}, which ${root} does not have`,
    hint: "Build the packages first, for example with `npm run build`.",
  };
}

function unpublishable({ name, root }: NpmToPublish, ranges: readonly UnpublishableRange[]): PublishProblem {
  const named = ranges.map((entry) => `${entry.name} "${entry.range}"`).join(", ");
  return {
    code: "SLUICE_UNPUBLISHABLE_RANGE",
    message: `${name} needs ${named} in ${root}/package.json, which means nothing outside this workspace: nobody could install it`,
    hint: "Give it a range of versions. `workspace:` and `catalog:` are for pnpm (pnpm-workspace.yaml) and for Yarn from 2 on (yarn.lock).",
  };
}

function burned({ name, version }: NpmToPublish, { url, token }: NpmRegistryAddress): PublishProblem {
  return {
    code: "SLUICE_VERSION_BURNED",
    message: `${name}@${version} was published to ${redactSecrets(url, [token])} once and unpublished, and no version can be published twice`,
    hint: "Release the next version: a changeset, and `sluice release version`.",
  };
}

function notLoggedIn({ url, token }: NpmRegistryAddress): PublishProblem {
  return {
    code: "SLUICE_NPM_LOGIN",
    message: `${redactSecrets(url, [token])} does not accept ${token === undefined ? "npm's login" : "the token"}`,
    hint: "Set NPM_TOKEN to a token that may publish, or run `npm login`.",
  };
}
