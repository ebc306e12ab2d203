import { parseGoMod } from "../go/parse-go-mod.ts";
import type { LockProject } from "./lock-project.ts";

/** Two versions of a go.mod that projects without one of their own share, and what those import. */
export interface CompareGoModsOptions {
  path: string;
  before: string;
  after: string;
  /** `requests`: import paths from outside the repository, over any number of the repository's packages; left out: not known. */
  projects: readonly Pick<LockProject, "name" | "requests">[];
}

/**
 * What a change of a go.mod means for projects inside of the module, by name: the modules that changed, as `go:golang.org/x/net`; none where
 * it is Go itself. From Go 1.17 on a go.mod lists every module that the build needs (https://go.dev/ref/mod#graph-pruning). So one that is
 * new or gone there concerns only who imports it; for the version of one that stays may matter through every other module too, and concerns
 * all who import anything from elsewhere. Throws what the parser throws.
 */
export function compareGoMods({ path, before, after, projects }: CompareGoModsOptions): Map<string, string[]> {
  const [old, now] = [parseGoMod(before, path), parseGoMod(after, path)];
  const isSameGo = old.module === now.module && settingsOf(before) === settingsOf(after);
  const [versionsBefore, versionsNow] = [versionsOf(old), versionsOf(now)];
  const changed = [...new Set([...versionsBefore.keys(), ...versionsNow.keys()])]
    .filter((module) => versionsBefore.get(module) !== versionsNow.get(module))
    .sort();
  const isInBoth = (module: string) => versionsBefore.has(module) && versionsNow.has(module);
  const affected = new Map<string, string[]>();
  for (const { name, requests } of projects) {
    if (requests === undefined || !isSameGo) {
      affected.set(name, []);
      continue;
    }
    const modules = changed.filter((module) => (isInBoth(module) ? requests.length > 0 : requests.some((path) => isOf(path, module))));
    if (modules.length > 0)
      affected.set(
        name,
        modules.map((module) => `go:${module}`),
      );
  }
  return affected;
}

/** The lines that say which Go builds, and how. */
function settingsOf(text: string): string {
  return (text.match(/^\s*(go|toolchain|godebug)\b.*$/gm) ?? []).map((line) => line.replace(/\/\/.*/, "").trim()).join("\n");
}

function versionsOf({ requires, replaces }: ReturnType<typeof parseGoMod>): Map<string, string> {
  return new Map(
    requires.map(({ module, version }) => [
      module,
      [version, ...replaces.filter((replace) => replace.module === module).map(({ target }) => target)].join(" "),
    ]),
  );
}

function isOf(path: string, module: string): boolean {
  return path === module || path.startsWith(`${module}/`);
}
