import { distance } from "fastest-levenshtein";

/**
 * The candidate that needs the fewest edits to become `name`, or null when none is near enough to be a slip of the keys
 * (more than a third of the name, at least two edits). An equal last path segment (`auth` for `@acme/auth`) is nearest.
 */
export function nearestName(name: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = editsTo(name, candidate);
    if (edits < bestDistance) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
}

/** A scope that is left out is no mistake: `atuh` is as near to `@acme/auth` as to `auth`. */
function editsTo(name: string, candidate: string): number {
  if (lastSegment(candidate) === lastSegment(name)) return 0;
  const whole = distance(name, candidate);
  return name.includes("/") ? whole : Math.min(whole, distance(name, lastSegment(candidate)));
}

/** The hint of an error about a name that is not there: the nearest, else all of them, shortened. */
export function hintNames(name: string, candidates: readonly string[], none: string): string {
  if (candidates.length === 0) return none;
  const nearest = nearestName(name, candidates);
  if (nearest !== null) return `Did you mean ${JSON.stringify(nearest)}?`;
  const names = candidates.toSorted();
  return `There are: ${names.length > 12 ? [...names.slice(0, 12), "…"].join(", ") : names.join(", ")}`;
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
