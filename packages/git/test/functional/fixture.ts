import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A real repository in a temporary folder: fixed user and time, branch main, nothing from the machine's configuration. */
export class TestRepository {
  readonly root: string;

  constructor(root: string = temporaryFolder()) {
    this.root = root;
  }

  static init(): TestRepository {
    const repository = new TestRepository();
    repository.git("init", "--quiet", "--initial-branch=main");
    return repository;
  }

  git(...args: string[]): string {
    return execFileSync("git", ["-c", "gc.auto=0", "-c", "commit.gpgSign=false", "-c", "protocol.file.allow=always", ...args], {
      cwd: this.root,
      encoding: "utf8",
      env: testEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  }

  write(files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  /** Writes, stages everything and commits; gives the commit. */
  commit(files: Record<string, string> = {}, message = "change"): string {
    this.write(files);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", message);
    return this.git("rev-parse", "HEAD");
  }

  clone(...options: string[]): TestRepository {
    const target = temporaryFolder();
    this.git("clone", "--quiet", ...options, `file://${this.root}`, target);
    return new TestRepository(target);
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
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

function temporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), "sluice-git-")));
}
