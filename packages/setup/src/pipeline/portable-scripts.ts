import { packageManagers } from "../facts/package-managers.ts";
import type { Pipeline } from "./pipeline.ts";

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
  return [...packageManagers[packageManager.name].provide, commands.install];
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

/** Runs one target of what the change affects. */
export function runTarget({ commands: { exec } }: Pipeline, target: string): string[] {
  return [`${exec} sluice affected`, `${exec} sluice workflows prepare`, `${exec} sluice run -t ${target}`];
}
