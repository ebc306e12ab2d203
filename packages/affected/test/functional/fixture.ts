import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseConfiguration } from "@sluice/core";
import { readWorkspace } from "@sluice/ecosystems";
import { openRepository } from "@sluice/git";
import type { GitHub, GitHubEvent } from "@sluice/github";
import { type AffectedResult, readAffected, type ReadAffectedOptions, readAnswer, readSinceRelease } from "@sluice/affected";

/** A real repository in a temporary folder: fixed user and time, branch main, nothing from the machine's configuration. */
export class TestRepository {
  readonly root: string = realpathSync(mkdtempSync(join(tmpdir(), "sluice-affected-")));

  static init(): TestRepository {
    const repository = new TestRepository();
    repository.git("init", "--quiet", "--initial-branch=main");
    return repository;
  }

  git(...args: string[]): string {
    return execFileSync("git", ["-c", "gc.auto=0", "-c", "commit.gpgSign=false", ...args], {
      cwd: this.root,
      encoding: "utf8",
      env: testEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  }

  /** Writes files; null deletes one. */
  write(files: Record<string, string | null>): void {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.root, path);
      if (text === null) {
        rmSync(file);
        continue;
      }
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  commit(files: Record<string, string | null> = {}, message = "change"): string {
    this.write(files);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", message);
    return this.git("rev-parse", "HEAD");
  }

  /** A clone through file://, so that it can be shallow. */
  clone(...options: string[]): TestRepository {
    const clone = new TestRepository();
    clone.git("clone", "--quiet", ...options, `file://${this.root}`, clone.root);
    return clone;
  }

  /** Writes one file; null deletes it where it is. */
  change(path: string, text: string | null): void {
    if (text === null) rmSync(join(this.root, path), { force: true });
    else this.write({ [path]: text });
  }

  async affected(options: Partial<ReadAffectedOptions> = {}): Promise<AffectedResult> {
    return (await readAffected(await this.#options(options))).result;
  }

  /** The same through what a memory has of the answer. */
  async answer(options: Partial<ReadAffectedOptions> = {}): Promise<AffectedResult> {
    return (await readAnswer(await this.#options(options))).result;
  }

  async sinceRelease(options: Partial<ReadAffectedOptions> = {}): Promise<AffectedResult> {
    return (await readSinceRelease(await this.#options(options))).result;
  }

  async #options(options: Partial<ReadAffectedOptions>): Promise<ReadAffectedOptions> {
    const repository = await openRepository(this.root, { env: testEnvironment() });
    const configuration = parseConfiguration({}, "test");
    return {
      repository,
      configuration,
      event: null,
      github: null,
      readWorkspace: ({ files, readFile, readImports }) => readWorkspace({ root: this.root, files, readFile, readImports, configuration }),
      readImages: async () => ({ images: [], warnings: [] }),
      cwd: this.root,
      ...options,
    };
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Three npm services; `api` needs `lib`. */
export const SERVICES: Record<string, string> = {
  "package.json": JSON.stringify({ name: "root", private: true, workspaces: ["services/*"] }),
  "services/api/package.json": manifest("api", { lib: "*" }),
  "services/api/index.ts": "1",
  "services/lib/package.json": manifest("lib"),
  "services/lib/index.ts": "1",
  "services/web/package.json": manifest("web"),
};

export function manifest(name: string, dependencies: Record<string, string> = {}): string {
  return JSON.stringify({ name, version: "1.0.0", scripts: { test: "true" }, dependencies }, null, 2);
}

export function makeEvent(changes: Partial<GitHubEvent>): GitHubEvent {
  return {
    name: "push",
    ref: "refs/heads/main",
    sha: "",
    headRef: "",
    baseRef: "",
    repository: "acme/shop",
    payload: {},
    apiUrl: "http://127.0.0.1:1",
    serverUrl: "https://github.com",
    workflow: "ci.yml",
    isGitHubActions: true,
    ...changes,
  };
}

const refuse = () => Promise.reject(new Error("not asked for in this test"));

/** GitHub as far as the base asks it: for green runs. */
export function makeGitHub(greenRevisions: GitHub["greenRevisions"]): GitHub {
  return {
    greenRevisions,
    getRepository: refuse,
    getCommit: refuse,
    getRelease: refuse,
    getLatestRelease: refuse,
    listReleases: refuse,
    createRelease: refuse,
    updateRelease: refuse,
    deleteRelease: refuse,
    uploadAsset: refuse,
    deleteAsset: refuse,
    readAsset: refuse,
    getRateLimit: refuse,
    findPullRequest: refuse,
    createPullRequest: refuse,
    updatePullRequest: refuse,
    keepComment: refuse,
  };
}

export const names = ({ projects }: AffectedResult): string[] => projects.map(({ name }) => name);

function testEnvironment(): Record<string, string> {
  const time = "2026-01-02T03:04:05Z";
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: "/nonexistent",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "Ada",
    GIT_AUTHOR_EMAIL: "ada@example.com",
    GIT_COMMITTER_NAME: "Ada",
    GIT_COMMITTER_EMAIL: "ada@example.com",
    GIT_AUTHOR_DATE: time,
    GIT_COMMITTER_DATE: time,
  };
}
