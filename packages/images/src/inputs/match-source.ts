import { posix } from "node:path";
import type { Source } from "./collect-sources.ts";
import { goMatcher, hasWildcard } from "./go-match.ts";
import { pathPatterns } from "./path-patterns.ts";

/** The files of one build context, after its ignore rules. */
export interface ContextFiles {
  /** POSIX paths relative to the context. A symbolic link is one file. */
  files: readonly string[];
  /** Target of each symbolic link among the files, as it is written in the link. */
  links: ReadonlyMap<string, string>;
}

/**
 * The files of a context that a source takes, and the links it is reached through. Empty when nothing is there.
 * A source that is a folder takes everything below it; a link as the source, or on the way to it, is followed within the
 * context; links below it are copied as links.
 */
export function matchSource(source: Source, context: ContextFiles): string[] {
  const { folder, pattern } = splitWildcards(source.path);
  const start = followLinks(folder, context.links);
  const found = new Set(start.passed);
  if (pattern === null) addTaken({ found, context, path: start.path, source });
  else {
    const matches = goMatcher(pattern);
    if (matches === null) return [];
    for (const path of pathsBelow(context.files, start.path)) {
      if (matches(relativeTo(start.path, path))) addTaken({ found, context, path, source });
    }
  }
  return [...found];
}

interface Taken {
  found: Set<string>;
  context: ContextFiles;
  /** A file or folder that the source names, by a pattern or as it is. */
  path: string;
  source: Source;
}

/** The patterns of `--parents` and `--exclude` see paths in a folder that is copied; what is itself a file is always taken. */
function addTaken({ found, context, path, source }: Taken): void {
  const { path: real, passed } = followLinks(path, context.links);
  for (const link of passed) found.add(link);
  const isWanted = source.parents === null ? () => true : pathPatterns([source.parents]);
  const isExcluded = source.excludes.length > 0 ? pathPatterns(source.excludes) : () => false;
  for (const file of context.files) {
    if (file === real) found.add(file);
    else if (isBelow(real, file) && isWanted(relativeTo(real, file)) && !isExcluded(relativeTo(real, file))) found.add(file);
  }
}

/** BuildKit matches the part from the first wildcard on against whole paths below the part before it. */
function splitWildcards(path: string): { folder: string; pattern: string | null } {
  const parts = path.split("/");
  const first = parts.findIndex(hasWildcard);
  if (first < 0) return { folder: path, pattern: null };
  return { folder: parts.slice(0, first).join("/"), pattern: parts.slice(first).join("/") };
}

/** Every file and folder below a folder. */
function pathsBelow(files: readonly string[], folder: string): Set<string> {
  const paths = new Set<string>();
  for (const file of files) {
    if (!isBelow(folder, file)) continue;
    for (let path = file; path !== folder && path !== "."; path = posix.dirname(path)) paths.add(path);
  }
  return paths;
}

const MAX_LINKS = 40;

function followLinks(path: string, links: ReadonlyMap<string, string>): { path: string; passed: string[] } {
  const passed: string[] = [];
  let rest = path.split("/").filter((part) => part !== "");
  let real = "";
  while (rest.length > 0) {
    const candidate = posix.join(real, rest[0] ?? "");
    rest = rest.slice(1);
    const target = links.get(candidate);
    if (target === undefined || passed.length >= MAX_LINKS) {
      real = candidate;
      continue;
    }
    passed.push(candidate);
    const resolved = target.startsWith("/") ? target : posix.join("/", real, target);
    rest = [
      ...posix
        .normalize(resolved)
        .split("/")
        .filter((part) => part !== ""),
      ...rest,
    ];
    real = "";
  }
  return { path: real, passed };
}

function isBelow(folder: string, file: string): boolean {
  return folder === "" || file.startsWith(`${folder}/`);
}

function relativeTo(folder: string, path: string): string {
  return folder === "" ? path : path.slice(folder.length + 1);
}
