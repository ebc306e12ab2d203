import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isSluiceError } from "@sluice/core";
import { lookAll } from "../look-all.ts";
import type { NpmToPublish, PublishProblem } from "../publish-ports.ts";
import { hasIdentity } from "./npm-provenance.ts";
import { isBurnedNpmVersion, mayPublishNpmPackage, readNpmUser, type NpmRegistryAddress } from "./npm-registry.ts";
import { promisedFiles } from "./promised-files.ts";
import { redactSecrets } from "./redact-secrets.ts";
import { runNpm, type AddressOf, type Npm } from "./run-npm.ts";
import { findUnpublishableRanges, type UnpublishableRange } from "./unpublishable-ranges.ts";

/** What would keep packages from being published, or from being of any use. */
export async function checkNpm(npm: Npm, addressOf: AddressOf, targets: readonly NpmToPublish[]): Promise<PublishProblem[]> {
  const problems: PublishProblem[] = [];
  const byRegistry = new Map<string, { address: NpmRegistryAddress; own: NpmToPublish[] }>();
  for (const target of targets) {
    const address = await addressOf(target);
    byRegistry.set(address.url, { address, own: [...(byRegistry.get(address.url)?.own ?? []), target] });
    problems.push(...(await checkContents(npm, target)));
  }
  for (const { address, own } of byRegistry.values()) problems.push(...(await checkRegistry(npm, address, own)));
  return problems;
}

/** Versions that are free, a login, names that are free or ours. */
async function checkRegistry(npm: Npm, address: NpmRegistryAddress, targets: readonly NpmToPublish[]): Promise<PublishProblem[]> {
  const versions = new Map(targets.map((target) => [`${target.name}@${target.version}`, target]));
  const burnedOnes = await lookAll([...versions.keys()], async (key) => {
    const target = versions.get(key);
    return target !== undefined && (await isBurnedNpmVersion(address, target.name, target.version)) ? burned(target, address) : null;
  });
  const user = npm.token === undefined ? null : await readNpmUser(address);
  if (user === null) return [...burnedOnes.values(), ...((await isLoggedInOtherwise(npm, address)) ? [] : [notLoggedIn(address)])];
  const names = targets.map(({ name }) => name);
  const foreign = await lookAll(names, async (name) =>
    (await mayPublishNpmPackage(address, name, user)) === false ? notOurs(name, user, address) : null,
  );
  return [...burnedOnes.values(), ...foreign.values()];
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

/** Without a token that could be asked about. */
async function isLoggedInOtherwise(npm: Npm, address: NpmRegistryAddress): Promise<boolean> {
  if (npm.token !== undefined) return false;
  // Trusted publishing has no token either: npm exchanges the runner's identity when it publishes.
  if (hasIdentity(npm.env)) return true;
  return runNpm(npm, ["whoami", "--registry", address.url], npm.root, npm.env).then(
    () => true,
    () => false,
  );
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

function notOurs(name: string, user: string, { url, token }: NpmRegistryAddress): PublishProblem {
  return {
    code: "SLUICE_NAME_TAKEN",
    message: `${name} is in ${redactSecrets(url, [token])} already, and ${user} may not publish it`,
    hint: `Let one of its owners run \`npm owner add ${user} ${name}\`, or give the package another name.`,
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
