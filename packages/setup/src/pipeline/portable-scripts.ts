import type { Pipeline } from "./pipeline.ts";

/** Sluice reads a run's event the way GitHub Actions tells it; another system's variables are given to it in that form. */
export interface EventVariables {
  commit: string;
  /** Tests and values of a pull request, a tag, and otherwise the branch, in the variables of the CI system. */
  pullRequest: { number: string; targetBranch: string };
  tag: string;
  branch: string;
  /** The commit before the push, or the last that passed; null where the system knows none: then everything counts as affected. */
  base: string | null;
}

/** Shell lines that tell Sluice the event. `$SLUICE_BASE` holds the base of a push, where there is one. */
export function tellEvent({ commit, pullRequest, tag, branch, base }: EventVariables): string[] {
  return [
    `export GITHUB_SHA="$${commit}"`,
    [
      `if [ -n "\${${pullRequest.number}:-}" ]; then`,
      `  export GITHUB_EVENT_NAME=pull_request GITHUB_REF="refs/pull/$${pullRequest.number}/head" GITHUB_BASE_REF="\${${pullRequest.targetBranch}#refs/heads/}"`,
      `elif [ -n "\${${tag}:-}" ]; then`,
      `  export GITHUB_EVENT_NAME=push GITHUB_REF="refs/tags/\${${tag}#refs/tags/}"`,
      "else",
      `  branch="$${branch}"`,
      '  branch="${branch#refs/heads/}"',
      '  export GITHUB_EVENT_NAME=push GITHUB_REF="refs/heads/${branch#origin/}"',
      ...(base === null ? [] : [`  case "\${${base}:-0}" in *[!0]*) export SLUICE_BASE="$${base}" ;; esac`]),
      "fi",
    ].join("\n"),
  ];
}

/** Shell lines that bring a machine to where the repository's projects can be built: what is there is left as it is. */
export function provideTools(pipeline: Pipeline): string[] {
  const { toolchains, commands } = pipeline;
  const { go, python, rust } = toolchains;
  return [
    ...(python === null
      ? []
      : ["command -v uv > /dev/null || curl -LsSf https://astral.sh/uv/install.sh | sh", 'export PATH="$HOME/.local/bin:$PATH"']),
    ...(python === null ? [] : commands.python),
    ...(python?.pip === true ? ['export PATH="$PWD/.venv/bin:$PATH"'] : []),
    ...(go === null ? [] : [installGo(go), 'export PATH="/usr/local/go/bin:$PATH"']),
    ...(rust
      ? [
          "command -v rustup > /dev/null || curl -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal",
          'export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"',
          ...commands.rust,
        ]
      : []),
    ...providePackages(pipeline),
  ];
}

/** Shell lines that install the packages of the repository's root. */
export function providePackages({ packageManager, commands }: Pipeline): string[] {
  return [...(packageManager.name === "npm" ? [] : ["corepack enable"]), commands.install];
}

function installGo(versionFile: string): string {
  return [
    "if ! command -v go > /dev/null; then",
    `  version=$(awk '/^go /{print $2}' ${versionFile})`,
    '  case "$version" in *.*.*) ;; *) version="$version.0" ;; esac',
    '  curl -sSfL "https://go.dev/dl/go$version.linux-amd64.tar.gz" | tar -C /usr/local -xz',
    "fi",
  ].join("\n");
}

/** Scans what the change affects. */
export function scanAffected({ commands: { scan } }: Pipeline): string {
  return `${scan} \${SLUICE_BASE:+--base "$SLUICE_BASE"}`;
}

/** Runs one target of what the change affects. */
export function runTarget({ commands: { exec } }: Pipeline, target: string): string[] {
  return [
    `${exec} sluice affected \${SLUICE_BASE:+--base "$SLUICE_BASE"}`,
    `${exec} sluice workflows prepare \${SLUICE_BASE:+--base "$SLUICE_BASE"}`,
    `${exec} sluice run -t ${target} \${SLUICE_BASE:+--base "$SLUICE_BASE"}`,
  ];
}
