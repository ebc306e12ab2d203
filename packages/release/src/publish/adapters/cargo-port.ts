import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { isSluiceError, SluiceError, withTemporaryFolder } from "@sluice/core";
import { cargoVariable } from "@sluice/ecosystems";
import * as v from "valibot";
import type { ObservedPackage, PackageIndexPort, PackageToPublish, PublishProblem } from "../publish-ports.ts";
import { describeDifference, sha256Of } from "./compare-files.ts";
import { type IndexReader, readIndex } from "./read-index.ts";
import { runPublisher } from "./run-publisher.ts";
import { uploadPatiently } from "./upload-patiently.ts";
import { crateDownloadUrl, crateIndexPath, type CrateVersion, parseCrateIndex } from "./sparse-index.ts";

/** Where and as whom crates are published. */
export interface CargoPortOptions {
  /** Absolute path of the repository. */
  root: string;
  /** The registry's name in Cargo.toml, and its sparse index: `sparse+https://…/`. */
  registry: { name: string; index: string };
  /** The environment cargo runs in; `CARGO_REGISTRIES_<NAME>_TOKEN` (`CARGO_REGISTRY_TOKEN` for crates-io) is the login. */
  env: Readonly<Record<string, string | undefined>>;
  /** Whether what is not committed may be published, as it is of a snapshot. */
  allowDirty?: boolean;
}

interface Cargo extends CargoPortOptions {
  reader: IndexReader;
  token: string | undefined;
  configuration: Promise<RegistryConfiguration> | undefined;
}

/** `config.json` of an index. */
interface RegistryConfiguration {
  dl: string;
}

/** Publishes with the cargo that is on the PATH, and reads the registry's sparse index over HTTP. */
export function createCargoPort(options: CargoPortOptions): PackageIndexPort {
  const { registry, env } = options;
  const token = env[cargoVariable(registry.name, "TOKEN")];
  const url = registry.index.replace(/^sparse\+/, "").replace(/\/?$/, "/");
  const reader: IndexReader = { name: "The crate registry", url, authorization: token, secrets: [token] };
  const cargo: Cargo = { ...options, env: withRegistry(options), reader, token, configuration: undefined };
  return {
    look: (target) => look(cargo, target),
    publish: (target) =>
      uploadPatiently({
        upload: async () =>
          void (await run(cargo, target, [
            "publish",
            "--registry",
            registry.name,
            ...(options.allowDirty === true ? ["--allow-dirty"] : []),
          ])),
        isThere: async () => (await look(cargo, target)) !== null,
      }),
    difference: (target) => findDifference(cargo, target),
    corruptFiles: (target) => findCorruptFiles(cargo, target),
    yank: async (target) => void (await run(cargo, target, ["yank", "--registry", registry.name, `${target.name}@${target.version}`])),
    manualYank: ({ reference }) => `cargo yank --registry ${registry.name} ${reference}`,
    check: (targets) => check(cargo, targets),
  };
}

/** cargo knows another registry than the public one by its configuration, which may come from the environment. */
function withRegistry({ registry, env }: CargoPortOptions): Cargo["env"] {
  if (registry.name === "crates-io") return env;
  return { ...env, [cargoVariable(registry.name, "INDEX")]: registry.index };
}

function run({ root, env, token }: Cargo, target: PackageToPublish, args: readonly string[]): Promise<string> {
  return runPublisher({ program: "cargo", args, cwd: join(root, target.root), env, secrets: [token] });
}

async function look(cargo: Cargo, target: PackageToPublish): Promise<ObservedPackage | null> {
  const found = await readVersion(cargo, target);
  if (found === null) return null;
  return { files: [{ name: crateFile(target), sha256: found.checksum }], missing: [], yanked: found.yanked };
}

async function readVersion({ reader }: Cargo, { name, version }: PackageToPublish): Promise<CrateVersion | null> {
  const response = await readIndex(reader, reader.url + crateIndexPath(name), "text/plain, */*");
  if (response === null) return null;
  return parseCrateIndex(await response.text()).find((entry) => withoutMetadata(entry.version) === withoutMetadata(version)) ?? null;
}

/** Build metadata does not make another version of a crate. */
function withoutMetadata(version: string): string {
  return version.replace(/\+.*$/, "");
}

async function findDifference(cargo: Cargo, target: PackageToPublish): Promise<string | null> {
  const found = await readVersion(cargo, target);
  if (found === null) return null;
  const name = crateFile(target);
  const published = { name, sha256: found.checksum, download: () => download(cargo, target, found) };
  const built = { name, data: await pack(cargo, target) };
  const difference = await describeDifference(built, published, (path) => path.endsWith("/.cargo_vcs_info.json"));
  return difference === null ? null : `${target.reference} is in the crate registry with other files: ${difference}`;
}

/** The `.crate` file that `cargo publish` would upload. */
function pack(cargo: Cargo, target: PackageToPublish): Promise<Buffer> {
  return withTemporaryFolder("cargo", async (folder) => {
    const where = ["--registry", cargo.registry.name, "--target-dir", folder];
    await run(cargo, target, ["package", "--no-verify", "--quiet", "--allow-dirty", ...where]);
    return readFile(join(folder, "package", crateFile(target)));
  });
}

async function findCorruptFiles(cargo: Cargo, target: PackageToPublish): Promise<string[]> {
  const found = await readVersion(cargo, target);
  const data = found === null ? null : await download(cargo, target, found);
  return data !== null && sha256Of(data) === found?.checksum ? [] : [crateFile(target)];
}

async function download(cargo: Cargo, { name }: PackageToPublish, { version, checksum }: CrateVersion): Promise<Buffer | null> {
  const { dl } = await (cargo.configuration ??= readConfiguration(cargo));
  const response = await readIndex(cargo.reader, crateDownloadUrl(dl, { name, version, checksum }), "*/*");
  return response === null ? null : Buffer.from(await response.arrayBuffer());
}

async function readConfiguration({ reader }: Cargo): Promise<RegistryConfiguration> {
  const response = await readIndex(reader, `${reader.url}config.json`, "application/json");
  const parsed = v.safeParse(v.object({ dl: v.string() }), await response?.json().catch(() => null));
  if (parsed.success) return parsed.output;
  throw new SluiceError("SLUICE_INDEX_UNREACHABLE", `${reader.url} is no sparse index: it has no config.json that says where crates are`, {
    hint: "Check `release.cargoRegistry.index` in the configuration.",
  });
}

const metadataSchema = v.object({
  packages: v.array(
    v.object({
      name: v.string(),
      version: v.string(),
      manifest_path: v.string(),
      dependencies: v.array(
        v.object({
          name: v.string(),
          req: v.string(),
          kind: v.nullable(v.string()),
          path: v.optional(v.string()),
          registry: v.nullish(v.string()),
        }),
      ),
    }),
  ),
});

async function check(cargo: Cargo, targets: readonly PackageToPublish[]): Promise<PublishProblem[]> {
  const problems: PublishProblem[] = (await hasLogin(cargo)) ? [] : [notLoggedIn(cargo.registry.name)];
  try {
    await (cargo.configuration ??= readConfiguration(cargo));
    for (const target of targets) problems.push(...(await checkCrate(cargo, target)));
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    problems.push({ code: error.code, message: error.message, hint: error.hint ?? "" });
  }
  return problems;
}

/** What cargo would say in the middle of a publish, when the crates before this one are uploaded. */
async function checkCrate(cargo: Cargo, target: PackageToPublish): Promise<PublishProblem[]> {
  const metadata = v.parse(metadataSchema, JSON.parse(await run(cargo, target, ["metadata", "--no-deps", "--format-version", "1"])));
  const crate = metadata.packages.find(({ name }) => name === target.name);
  const problems: PublishProblem[] = [];
  if (crate !== undefined && crate.version !== target.version) {
    const message = `cargo says that ${target.name} is ${crate.version}, and the release is of ${target.version}`;
    problems.push({ code: "SLUICE_VERSION_MISMATCH", message, hint: "Check out the commit of the release." });
  }
  for (const { name, req, kind, path, registry = null } of crate?.dependencies ?? []) {
    if (path === undefined || kind === "dev") continue;
    if (req === "*")
      problems.push({
        code: "SLUICE_CRATE_DEPENDENCY",
        message: `${target.name} depends on ${name} by its path alone, and cargo publishes no crate like that`,
        hint: `Give it a version beside the path: ${name} = { version = "…", path = "…" }.`,
      });
    else if (cargo.registry.name !== "crates-io" && registry === null)
      problems.push({
        code: "SLUICE_CRATE_DEPENDENCY",
        message: `${target.name} takes ${name} from the public registry once it is published, as its entry names no registry`,
        hint: `Name it beside the version: ${name} = { version = "…", registry = "${cargo.registry.name}", path = "…" }.`,
      });
  }
  return problems;
}

/** A token in the environment or in cargo's own file, or a program that cargo asks for it. Whether it is taken, only a publish shows. */
async function hasLogin({ registry, env, token }: Cargo): Promise<boolean> {
  if (token !== undefined && token !== "") return true;
  if (
    env[cargoVariable(registry.name, "CREDENTIAL_PROVIDER")] !== undefined ||
    env["CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS"] !== undefined
  )
    return true;
  const home = env["CARGO_HOME"] ?? join(env["HOME"] ?? homedir(), ".cargo");
  for (const file of ["credentials.toml", "credentials"]) {
    const text = await readFile(join(home, file), "utf8").catch(() => "");
    if (registry.name === "crates-io" ? /^\s*\[registry\]/m.test(text) : text.includes(`[registries.${registry.name}]`)) return true;
  }
  return false;
}

function notLoggedIn(registry: string): PublishProblem {
  return {
    code: "SLUICE_CARGO_LOGIN",
    message: `There is no token for the crate registry ${registry}`,
    hint: `Set ${cargoVariable(registry, "TOKEN")}, or run \`cargo login --registry ${registry}\`.`,
  };
}

function crateFile({ name, version }: PackageToPublish): string {
  return `${name}-${version}.crate`;
}
