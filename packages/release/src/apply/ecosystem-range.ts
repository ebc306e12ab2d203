import type { Ecosystem } from "@sluice/ecosystems";
import semver from "semver";
import { toPep440 } from "../plan/pep440.ts";

/**
 * The range that takes the place of another one when a dependency gets a new version, in the language of its ecosystem,
 * or null when it stays. Operators are kept; an upper bound moves only when the new version does not fit below it.
 *
 * @param exact the version alone takes the place of every range: another snapshot is another thing
 */
export function updateEcosystemRange(ecosystem: Ecosystem, range: string, newVersion: string, exact = false): string | null {
  const updated = exact ? exactRange(ecosystem, range, newVersion) : movedRange(ecosystem, range, newVersion);
  return updated === range ? null : updated;
}

function exactRange(ecosystem: Ecosystem, range: string, newVersion: string): string {
  if (ecosystem === "python") return `==${toPep440(newVersion)}`;
  return ecosystem === "cargo" ? `=${newVersion}` : range;
}

function movedRange(ecosystem: Ecosystem, range: string, newVersion: string): string {
  if (ecosystem === "python") return updatePythonRange(range, newVersion);
  return ecosystem === "cargo" ? updateCargoRange(range, newVersion) : range;
}

/**
 * The range a manifest gives a dependency, as it is written, or null. A look at the text and no parser: it only decides
 * what the new range is like, and where to write it is @sluice/ecosystems' business.
 */
export function findWrittenRange(ecosystem: Ecosystem, manifest: string, name: string): string | null {
  const pattern = name
    .split(/[-_.]+/)
    .map(escapePattern)
    .join("[-_.]+");
  if (ecosystem === "python") {
    const found = new RegExp(`["']${pattern}\\s*(?:\\[[^\\]]*\\])?\\s*\\(?([<>=!~][^"';)]*)`, "i").exec(manifest);
    return found?.[1]?.trim() ?? null;
  }
  if (ecosystem !== "cargo") return null;
  const inline = new RegExp(`^\\s*"?${pattern}"?\\s*=\\s*(?:"([^"]+)"|\\{[^}]*\\bversion\\s*=\\s*"([^"]+)")`, "m").exec(manifest);
  return inline?.[1] ?? inline?.[2] ?? null;
}

function escapePattern(text: string): string {
  return text.replaceAll(/[^\w]/g, String.raw`\$&`);
}

/** PEP 440: clauses joined by commas. */
function updatePythonRange(range: string, newVersion: string): string {
  const clauses = range.split(",").map((clause) => {
    const [, before = "", operator = "", space = "", version = "", after = ""] =
      /^(\s*)(===?|~=|>=|<=|!=|<|>)(\s*)(.*?)(\s*)$/.exec(clause) ?? [];
    const moved = movePythonClause(operator, version, newVersion);
    return moved === null ? clause : `${before}${operator}${space}${moved}${after}`;
  });
  return clauses.join(",");
}

function movePythonClause(operator: string, version: string, newVersion: string): string | null {
  const bound = semver.coerce(version);
  if (bound === null) return null;
  const written = toPep440(newVersion);
  switch (operator) {
    case "==":
    case "===":
      return version.endsWith(".*") && newVersion.startsWith(version.slice(0, -1)) ? null : written;
    case "~=":
    case ">=":
      return written;
    case "<":
      return semver.lt(newVersion, bound) ? null : `${semver.major(newVersion) + 1}`;
    case "<=":
      return semver.lte(newVersion, bound) ? null : written;
    default:
      return null;
  }
}

/** Cargo: as npm's ranges with commas, and a bare version is a caret range. */
function updateCargoRange(range: string, newVersion: string): string {
  if (range.includes("*")) return range;
  if (range.includes(",")) return semver.satisfies(newVersion, range.replaceAll(",", " ")) ? range : `^${newVersion}`;
  const operator = /^\s*(=|\^|~|>=)?\s*/.exec(range)?.[0] ?? "";
  return `${operator}${newVersion}`;
}
