/**
 * The text of a bake file → arguments of `docker buildx bake` that give every pushed file the time of SOURCE_DATE_EPOCH, so
 * that two builds of one commit are the same bytes. BuildKit 0.13 and newer have it, the `docker` driver has not. Pure.
 */
export function reproducibleOutputs(bakeFile: string): string[] {
  const { target = {} }: { target?: Record<string, { output?: string[] }> } = JSON.parse(bakeFile);
  return Object.entries(target).flatMap(([name, { output = [] }]) =>
    output.flatMap((text) => (/^type=(registry|image)\b/.test(text) ? ["--set", `${name}.output=${text},rewrite-timestamp=true`] : [])),
  );
}
