import { cp, readdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { createTempFolder } from "../stack/temp-folder.ts";

/** A clone of this repository that may be changed, committed to, tagged and pushed from: its origin is the given one. */
export interface ThrowAwayClone {
  path: string;
  remove(): Promise<void>;
}

/**
 * Clones the committed state of `root` to a temp folder, gives it `origin` as its only remote and pushes its main branch
 * there. The installed packages are shared with `root` through a link, the built ones copied, so that nothing is
 * downloaded or built a second time.
 */
export async function createThrowAwayClone({ root, origin }: { root: string; origin: string }): Promise<ThrowAwayClone> {
  const folder = await createTempFolder("demo");
  const path = join(folder.path, "repository");
  const git = async (...args: string[]): Promise<void> => void (await execa("git", args, { cwd: path }));

  // A CI checkout is shallow and on no branch: cloning over file:// takes both, and `checkout -B` gives it its branch.
  await execa("git", ["clone", "--quiet", "--no-tags", `file://${root}`, path]);
  await git("checkout", "--quiet", "-B", "main");
  await git("config", "user.name", "Sluice demo");
  await git("config", "user.email", "demo@sluice.invalid");
  await git("config", "commit.gpgsign", "false");
  await git("config", "tag.gpgsign", "false");
  await git("config", "core.hooksPath", "/dev/null");
  await removePendingChangesets(path);
  await git("commit", "--quiet", "--all", "--allow-empty", "--message", "chore: nothing is waiting for a release");
  await git("remote", "set-url", "origin", origin);
  await git("push", "--quiet", "--set-upstream", "origin", "main");
  await shareInstalledPackages(root, path);
  return { path, remove: () => folder.remove() };
}

/** What this repository is itself about to release is no part of the demo's story. */
async function removePendingChangesets(clone: string): Promise<void> {
  const folder = join(clone, ".changeset");
  for (const name of await readdir(folder)) {
    if (name.endsWith(".md") && name !== "README.md") await rm(join(folder, name));
  }
}

async function shareInstalledPackages(root: string, clone: string): Promise<void> {
  await symlink(join(root, "node_modules"), join(clone, "node_modules"));
  for (const name of await readdir(join(root, "packages"))) {
    await cp(join(root, "packages", name, "dist"), join(clone, "packages", name, "dist"), { recursive: true });
  }
}
