import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError, withTemporaryFolder } from "@sluice/core";
import type { NpmToPublish } from "../publish-ports.ts";
import { type NpmTarball, readNpmTarball } from "./npm-tarball.ts";
import { runPublisher } from "./run-publisher.ts";

/** Packs the packages of a workspace whose package manager writes their package.json anew as it packs. */
export interface NpmPacker {
  /** Whether it packs at all; where not, npm takes the folders as they are. */
  isNeeded(): Promise<boolean>;
  /** Once for each package: the preflight looks at what is published later. Null where it is not needed. */
  pack(target: NpmToPublish): Promise<NpmTarball | null>;
}

/**
 * `workspace:` and `catalog:` ranges, and what `publishConfig` says besides npm's settings, are replaced by the package manager of the
 * workspace, pnpm (https://pnpm.io/workspaces#publishing-workspace-packages) or Yarn from 2 on
 * (https://yarnpkg.com/features/workspaces#cross-references): npm would publish them as they are.
 *
 * @param gitHead the commit that is checked out
 */
export function createNpmPacker(options: {
  root: string;
  env: Readonly<Record<string, string | undefined>>;
  gitHead: string | null;
  secrets: readonly (string | undefined)[];
}): NpmPacker {
  const packed = new Map<string, Promise<NpmTarball | null>>();
  let found: ReturnType<typeof findManager> | undefined;
  const manager = (): ReturnType<typeof findManager> => (found ??= findManager(options.root));
  const pack = async (target: NpmToPublish): Promise<NpmTarball | null> => {
    const program = await manager();
    return program === null ? null : readNpmTarball(await packWith(program, target, options), options.gitHead);
  };
  return {
    isNeeded: async () => (await manager()) !== null,
    pack: (target) => {
      const tarball = packed.get(target.root) ?? pack(target);
      packed.set(target.root, tarball);
      return tarball;
    },
  };
}

async function findManager(root: string): Promise<"pnpm" | "yarn" | null> {
  const isThere = (name: string): Promise<boolean> =>
    access(join(root, name)).then(
      () => true,
      () => false,
    );
  if (await isThere("pnpm-workspace.yaml")) return "pnpm";
  // The lockfile of Yarn 1, which has neither protocol, has no such entry.
  const lockfile = await readFile(join(root, "yarn.lock"), "utf8").catch(() => "");
  return /^__metadata:/m.test(lockfile) ? "yarn" : null;
}

function packWith(
  program: "pnpm" | "yarn",
  { name, root: folder }: NpmToPublish,
  { root, env, secrets }: Parameters<typeof createNpmPacker>[0],
): Promise<Buffer> {
  const run = { cwd: join(root, folder), env: { ...env, COREPACK_ENABLE_DOWNLOAD_PROMPT: "0" }, secrets };
  return withTemporaryFolder("pack", async (destination) => {
    // `publish` runs it before it packs, and `pack` does not.
    if (await hasScript(run.cwd, "prepublishOnly")) await runPublisher({ program, args: ["run", "prepublishOnly"], ...run });
    const args = program === "pnpm" ? ["pack", "--pack-destination", destination] : ["pack", "--out", join(destination, "package.tgz")];
    await runPublisher({ program, args, ...run });
    const file = (await readdir(destination)).find((entry) => entry.endsWith(".tgz"));
    if (file === undefined) throw new SluiceError("SLUICE_BUILT_OTHER", `${program} pack in ${folder} made no archive of ${name}`);
    return readFile(join(destination, file));
  });
}

async function hasScript(folder: string, script: string): Promise<boolean> {
  const { scripts } = Object(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
  return typeof Object(scripts)[script] === "string";
}
