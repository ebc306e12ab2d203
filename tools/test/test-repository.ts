import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** What also holds for a command that a test runs in the repository. */
const CONFIGURATION = `
[user]
	name = Ada
	email = ada@example.com
[commit]
	gpgSign = false
[tag]
	gpgSign = false
[gc]
	auto = 0
`;

/** A real git repository in a temporary folder: fixed user and time, branch main, nothing from the machine's configuration. */
export class TestRepository {
  /** Around the repository, and removed with it: the place for what a test needs beside it. */
  readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), "sluice-repository-")));
  readonly root: string = join(this.folder, "shop");

  constructor() {
    mkdirSync(this.root);
  }

  /** An empty repository; with files, one that has them in its first commit. */
  static init<Kind extends TestRepository>(this: new () => Kind, files?: Record<string, string>): Kind {
    const repository = new this();
    repository.git("init", "--quiet", "--initial-branch=main");
    appendFileSync(join(repository.root, ".git/config"), CONFIGURATION);
    if (files !== undefined) repository.commit(files, "first");
    return repository;
  }

  /** Runs git in the repository; gives what it prints. */
  git(...args: string[]): string {
    const settings = ["gc.auto=0", "commit.gpgSign=false", "protocol.file.allow=always"].flatMap((setting) => ["-c", setting]);
    return execFileSync("git", [...settings, ...args], {
      cwd: this.root,
      encoding: "utf8",
      env: testEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    }).trimEnd();
  }

  /** Writes files by path; null deletes one where it is. */
  write(files: Record<string, string | null>): void {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.root, path);
      if (text === null) rmSync(file, { force: true });
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  /** Writes, stages everything and commits; gives the commit. */
  commit(files: Record<string, string | null> = {}, message = "change"): string {
    this.write(files);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", message);
    return this.git("rev-parse", "HEAD");
  }

  /** A clone through file://, so that it can be shallow. */
  clone(...options: string[]): this {
    const clone = new (this.constructor as new () => this)();
    this.git("clone", "--quiet", ...options, `file://${this.root}`, clone.root);
    return clone;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  [Symbol.dispose](): void {
    this.remove();
  }
}

/** Only what git needs, and who commits when. */
export function testEnvironment(): Record<string, string> {
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
