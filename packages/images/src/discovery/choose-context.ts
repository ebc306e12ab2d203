/** How a Dockerfile fits a folder as its build context. */
export interface ContextCandidate {
  context: string;
  /** Sources that name no file there. */
  missing: readonly { path: string; wildcard: boolean }[];
}

/**
 * The build context of a Dockerfile: the first candidate where every source exists, else the first where every source
 * without a wildcard exists (a pattern may match nothing). Null when there is none: then a person has to say.
 */
export function chooseContext(candidates: readonly ContextCandidate[]): string | null {
  const complete = candidates.find(({ missing }) => missing.length === 0);
  const usable = complete ?? candidates.find(({ missing }) => missing.every(({ wildcard }) => wildcard));
  return usable?.context ?? null;
}
