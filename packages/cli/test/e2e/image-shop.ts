import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { findRegistryProgram } from "../../../../tools/stack/index.ts";

const sluice = join(import.meta.dirname, "../../bin/sluice.js");

/** A repository in a temp folder, and the built command in it. */
export interface Shop {
  /** Absolute path of the repository; what lies beside it goes with it. */
  path: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  git(...args: string[]): Promise<string>;
  commit(message: string): Promise<void>;
  /** Runs the command without the caller's environment. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<{ exitCode?: number; stdout: string; stderr: string }>;
  remove(): Promise<void>;
}

/** Makes a repository with these files in one commit on `main`. */
export async function createShop(files: Readonly<Record<string, string>>): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-shop-"));
  const path = join(folder, "shop");
  await mkdir(path);
  const shop: Shop = {
    path,
    write: async (texts) => {
      for (const [name, text] of Object.entries(texts)) {
        await mkdir(dirname(join(path, name)), { recursive: true });
        await writeFile(join(path, name), text);
      }
    },
    git: async (...args) => {
      const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgSign=false"];
      return (await execa("git", [...identity, ...args], { cwd: path })).stdout;
    },
    commit: async (message) => {
      await shop.git("add", "--all");
      await shop.git("commit", "--quiet", "--message", message);
    },
    run: async (args, env = {}) => {
      const { PATH = "", HOME = folder, DOCKER_HOST = "" } = process.env;
      const own = { PATH, HOME, NO_COLOR: "1", GIT_CEILING_DIRECTORIES: tmpdir(), ...(DOCKER_HOST === "" ? {} : { DOCKER_HOST }) };
      const options = { cwd: path, env: { ...own, ...env }, extendEnv: false, reject: false, stdin: "ignore" } as const;
      const { exitCode, stdout, stderr } = await execa(process.execPath, [sluice, ...args], options);
      return { ...(exitCode === undefined ? {} : { exitCode }), stdout, stderr };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  await shop.write(files);
  await shop.git("init", "--quiet", "--initial-branch=main");
  await shop.commit("first");
  return shop;
}

/** A docker client with buildx that reaches a daemon, where there is a registry program too; else what is missing. */
export async function findImageParts(): Promise<{ docker: string; missing: null } | { docker: null; missing: string }> {
  if ((await findRegistryProgram()) === null) return { docker: null, missing: "the program docker-registry is not installed" };
  for (const docker of ["docker", "/usr/bin/docker"]) {
    const answers = await Promise.all([["buildx", "version"], ["version"]].map((args) => execa(docker, args, { reject: false })));
    if (answers.every(({ exitCode }) => exitCode === 0)) return { docker, missing: null };
  }
  return { docker: null, missing: "no docker client with buildx reaches a daemon" };
}

/** The digest a reference points to. */
export async function digestOf(docker: string, reference: string): Promise<string> {
  const { stdout } = await execa(docker, ["buildx", "imagetools", "inspect", "--format", "{{json .Manifest}}", reference]);
  return JSON.parse(stdout).digest;
}
