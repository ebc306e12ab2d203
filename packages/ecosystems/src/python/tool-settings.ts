/** Tables of [tool] that are about the project itself: how it is packed, versioned and released. Any other may be what a linter or test runner looks for above. */
const ownTables = new Set([
  "bumpver",
  "bumpversion",
  "cibuildwheel",
  "commitizen",
  "flit",
  "hatch",
  "maturin",
  "pdm",
  "poe",
  "poetry",
  "poetry-dynamic-versioning",
  "polylith",
  "scikit-build",
  "semantic_release",
  "setuptools",
  "setuptools_scm",
  "towncrier",
  "uv",
  "uv-dynamic-versioning",
  "versioneer",
]);

/** What the [tool] table of a pyproject.toml says to tools in the folders below too: ruff, pytest, mypy and their like look for it above. */
export function toolSettings(tool: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(tool).filter(([name]) => !ownTables.has(name)));
}
