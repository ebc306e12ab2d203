import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseConfiguration } from "@sluice/core";
import { readWorkspace } from "@sluice/ecosystems";
import { openRepository, type Repository } from "@sluice/git";
import { execa } from "execa";
import { noIndexes, type ReadReleaseOptions } from "@sluice/release";

/** A git repository in a temporary folder. */
export interface TempRepository {
  path: string;
  git(...args: string[]): Promise<string>;
  /** Writes files by path, and commits everything. */
  commit(files: Record<string, string>): Promise<void>;
  read(path: string): Promise<string>;
  open(): Promise<Repository>;
  /** What the functions of @sluice/release read from. */
  releaseOptions(): Promise<ReadReleaseOptions>;
  copy(): Promise<TempRepository>;
  remove(): Promise<void>;
}

const identity = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
};

export async function createTempRepository(files: Record<string, string>): Promise<TempRepository> {
  const path = await makeFolder();
  const repository = at(path);
  await repository.git("init", "--quiet", "--initial-branch=main");
  for (const [key, value] of [
    ["gc.auto", "0"],
    ["commit.gpgsign", "false"],
    ["tag.gpgsign", "false"],
    ["user.name", "Ada"],
    ["user.email", "ada@example.com"],
  ]) {
    await repository.git("config", key ?? "", value ?? "");
  }
  await repository.commit(files);
  return repository;
}

function at(path: string): TempRepository {
  const git = async (...args: string[]): Promise<string> => (await execa("git", args, { cwd: path, env: identity })).stdout;
  const open = () => openRepository(path);
  return {
    path,
    git,
    open,
    commit: async (files) => {
      for (const [file, text] of Object.entries(files)) {
        await mkdir(dirname(join(path, file)), { recursive: true });
        await writeFile(join(path, file), text);
      }
      await git("add", "--all");
      await git("commit", "--quiet", "--message", "change");
    },
    read: (file) => readFile(join(path, file), "utf8"),
    releaseOptions: async () => {
      const repository = await open();
      const configuration = parseConfiguration({}, "test");
      const workspace = await readWorkspace({ root: repository.root, files: await repository.listFiles(), configuration });
      return {
        repository,
        workspace,
        remote: "origin",
        images: [],
        ignore: [],
        commitBumps: null,
        branch: null,
        registry: null,
        indexes: noIndexes,
        repositoryUrl: null,
      };
    },
    copy: async () => {
      const folder = await makeFolder();
      await cp(path, folder, { recursive: true });
      return at(folder);
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

async function makeFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), "sluice-release-")));
}
