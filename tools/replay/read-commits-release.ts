import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseConfiguration, type Configuration } from "@sluice/core";
import { readWorkspace, type Workspace } from "@sluice/ecosystems";
import { openRepository, type Repository } from "@sluice/git";
import { execa } from "execa";
import type { History } from "./history.ts";

/** A stable release, as its git tag says it. */
export interface TaggedRelease {
  gitTag: string;
  /** Before the version: `web-sdk` of `web-sdk-v1.2.3`; "" where the tag is a version alone. */
  component: string;
  version: string;
}

/** What stood in a repository when a release of it was to be made. */
export interface CommitsRelease {
  /** Name of the package. */
  name: string;
  last: TaggedRelease;
  repository: Repository;
  configuration: Configuration;
  workspace: Workspace;
}

/** Newest first. */
export async function readTaggedReleases({ git }: History): Promise<TaggedRelease[]> {
  const tags = (await git("tag", "--sort=-creatordate")).split("\n");
  return tags.flatMap((gitTag) => {
    const [, component = "", version = ""] = /^(?:(.+)[-@])?v?(\d+\.\d+\.\d+)$/.exec(gitTag) ?? [];
    return version === "" ? [] : [{ gitTag, component, version }];
  });
}

/** Checks out a release, and writes the version before it; null for a first release, and for one of a package that is not there. */
export async function checkOutRelease(
  clone: string,
  { gitTag, component, version }: TaggedRelease,
  all: readonly TaggedRelease[],
): Promise<CommitsRelease | null> {
  const git = async (...args: string[]): Promise<string> => (await execa("git", args, { cwd: clone })).stdout;
  await git("checkout", "--quiet", "--force", "--detach", gitTag);
  const reachable = new Set((await git("tag", "--merged", "HEAD")).split("\n"));
  const before = all.filter(
    (other) => other.component === component && reachable.has(other.gitTag) && compareVersions(other.version, version) < 0,
  );
  const [last] = before.toSorted((a, b) => compareVersions(b.version, a.version));
  const repository = await openRepository(clone);
  const configuration = parseConfiguration({}, "replay");
  const read = async (): Promise<Workspace> => readWorkspace({ root: clone, files: await repository.listFiles(), configuration });
  const own = (await read()).projects.find(({ name, root }) => (component === "" ? root === "." : lastPart(name) === component));
  const manifest = own?.manifest ?? "package.json";
  const packageJson = Object(JSON.parse(await readFile(join(clone, manifest), "utf8").catch(() => "{}")));
  if (last === undefined || typeof packageJson.name !== "string" || (component !== "" && own === undefined)) return null;
  await writeFile(join(clone, manifest), JSON.stringify({ ...packageJson, version: last.version }));
  return { name: packageJson.name, last, repository, configuration, workspace: await read() };
}

/** Of stable versions: `1.10.0` comes after `1.9.0`. */
export function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
