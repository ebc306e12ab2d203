import type { BuilderKind } from "../buildx/read-builder-kind.ts";

/**
 * The text of a bake file → arguments of `docker buildx bake` that fit what it pushes to the builder. Pure.
 *
 * - A BuildKit of its own gives every pushed file the time of SOURCE_DATE_EPOCH, so that two builds of one commit are the same
 *   bytes (`rewrite-timestamp`, BuildKit 0.13); the engine's refuses that.
 * - The engine's BuildKit pushes, and then buildx has Docker push the same once more: Docker 26 writes the manifest of each
 *   platform under the tag, all at once, before that of the index, so that a reader of the tag gets one platform alone, or a
 *   500. An empty `push=` means yes to BuildKit and no to buildx (`build/build.go` of buildx 0.13), so that it happens once.
 *   Without `store=false` (BuildKit, "image" exporter) each pushed image would stay in the engine too, and hundreds make it slow.
 */
export function pushedOutputs(bakeFile: string, builder: BuilderKind): string[] {
  if (builder === "classic-engine") return [];
  const { target = {} }: { target?: Record<string, { output?: string[] }> } = JSON.parse(bakeFile);
  return Object.entries(target).flatMap(([name, { output = [] }]) =>
    output.flatMap((text) => {
      if (!/^type=(registry|image)\b/.test(text)) return [];
      return ["--set", `${name}.output=${builder === "engine" ? "type=image,push=,store=false" : `${text},rewrite-timestamp=true`}`];
    }),
  );
}
