import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";

/** Does something in a repository of its own, in which these files are committed; it is gone afterwards. */
export async function inRepository<T>(files: ReadonlyMap<string, string>, doIt: (folder: string) => Promise<T>): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "sluice-replay-")));
  try {
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), `${text}\n`);
    }
    const identity = ["-c", "user.name=replay", "-c", "user.email=replay@example.com", "-c", "commit.gpgsign=false"];
    await execa("git", ["init", "--quiet"], { cwd: folder });
    await execa("git", ["add", "--all", "--force"], { cwd: folder });
    await execa("git", [...identity, "commit", "--quiet", "--message", "before"], { cwd: folder });
    return await doIt(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
