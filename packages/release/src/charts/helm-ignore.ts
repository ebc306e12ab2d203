import { goMatcher } from "@sluice/images";

interface Rule {
  matches: (path: string) => boolean;
  negated: boolean;
  folderOnly: boolean;
  /** Compared with the whole path, not with the last element of it. */
  rooted: boolean;
}

/**
 * A .helmignore → whether a path of the chart is left out. As helm reads it (its package `ignore`), which is not as git does: a
 * later rule does not take an earlier one back, `!` leaves out all that does not match, and `**` is refused. `templates/.?*` is
 * always left out.
 *
 * @returns a test of a path from the chart's folder; of a folder it is asked before what is in it
 */
export function parseHelmIgnore(text: string): (path: string, isFolder: boolean) => boolean {
  const rules = [...text.split("\n"), "templates/.?*"].map(parseRule).filter((rule) => rule !== null);
  return (path, isFolder) => rules.some((rule) => ignores(rule, path, isFolder));
}

function parseRule(line: string): Rule | null {
  const text = line.trim();
  if (text === "" || text.startsWith("#") || text.includes("**")) return null;
  const negated = text.startsWith("!");
  const plain = text.slice(negated ? 1 : 0);
  const folderOnly = plain.endsWith("/");
  const pattern = plain.replace(/\/$/, "");
  const matches = goMatcher(pattern.replace(/^\//, ""));
  return matches === null ? null : { matches, negated, folderOnly, rooted: pattern.includes("/") };
}

function ignores({ matches, negated, folderOnly, rooted }: Rule, path: string, isFolder: boolean): boolean {
  if (folderOnly && !isFolder) return negated;
  const found = matches(rooted ? path : path.slice(path.lastIndexOf("/") + 1));
  return found !== negated;
}
