import type { FileIndex } from "../workspace/file-index.ts";

/** Endings that say a file is about a Dockerfile, or makes one, but is none. */
const otherEndings =
  /(^|\.)(dockerignore|md|txt|j2|jinja2?|tmpl|tpl|template|in|erb|ejs|hbs|bak|orig|rej|swp|sh|py|ts|js|go|rs|json|ya?ml)$/i;

/**
 * What the name of a Dockerfile adds to the word: null for `Dockerfile` and `Containerfile`, `cuda` for `Dockerfile.cuda` and
 * `cuda.Dockerfile` (also `cuda.dockerfile`); undefined for a file that is no Dockerfile.
 */
export function dockerfileSuffix(name: string): string | null | undefined {
  const [match, before, after] = /^(?:(.+)\.(?:[Dd]ocker|[Cc]ontainer)file|(?:Docker|Container)file(?:\.(.+))?)$/.exec(name) ?? [];
  if (match === undefined) return undefined;
  const suffix = before ?? after ?? null;
  return suffix !== null && otherEndings.test(suffix) ? undefined : suffix;
}

/** Whether `folder` itself holds a `Dockerfile` or `Containerfile`. */
export function hasPlainDockerfile(folder: string, files: FileIndex): boolean {
  const prefix = folder === "." ? "" : `${folder}/`;
  return files.has(`${prefix}Dockerfile`) || files.has(`${prefix}Containerfile`);
}
