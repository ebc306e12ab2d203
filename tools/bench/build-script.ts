/** What a team has without a tool: one build after the other, with the variable REGISTRY. Shell, run from the root. */
export interface BuildScripts {
  /** On a machine whose builder stays, and keeps every step. */
  laptop: string;
  /** Where every run begins with an empty builder, and the steps are kept in the registry. */
  ci: string;
}

/** `push`: what pushes once with the engine's own builder. */
export function renderBuildScripts({ push }: { push: string }): BuildScripts {
  const common = ["--platform linux/amd64,linux/arm64", '--tag "$image:latest" "$service"'];
  const cache = '--cache-from type=registry,ref="$image:cache" --cache-to type=registry,ref="$image:cache",mode=max';
  return { laptop: forEachService(`--quiet ${push}`, ...common), ci: forEachService("--quiet --push", cache, ...common) };
}

function forEachService(...flags: string[]): string {
  const image = '  image=$REGISTRY/seven/$(basename "$service")';
  return ["for service in services/*; do", image, `  docker buildx build ${flags.join(" \\\n    ")}`, "done"].join("\n");
}
