import type { BuiltImage, ImageBuildResult } from "@sluice/images";
import { code, markdownTable } from "./markdown.ts";

/** An image as the summary shows it: from a build, or from a merge. */
export type SummarizedImage = Pick<BuiltImage, "name" | "digest" | "tags"> & { action: string };

/** Bytes in the registry by platform, of each image by name. */
export type ImageSizes = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Markdown for the job's summary: tags, digest and size of each image, and what failed. */
export function renderImageSummary(images: readonly SummarizedImage[], failures: ImageBuildResult["failures"], sizes: ImageSizes): string {
  const rows = images.map(({ name, action, tags, digest }) => [
    code(name),
    action,
    tags.map(code).join("<br>"),
    code(digest ?? ""),
    [...(sizes.get(name) ?? [])].map(([platform, bytes]) => `${platform} ${renderBytes(bytes)}`).join("<br>"),
  ]);
  const lines = rows.length === 0 ? ["Nothing was built."] : markdownTable(["image", "", "tags", "digest", "size"], rows);
  for (const { name, problem } of failures) lines.push("", `> ${code(name)} failed, ${problem.code}: ${code(problem.message)}`);
  return ["### Images", "", ...lines].join("\n");
}

/** In powers of 1000, as registries show it. */
function renderBytes(bytes: number): string {
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
