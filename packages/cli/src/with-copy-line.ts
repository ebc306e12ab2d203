import type { AffectedResult, WhyStep } from "@sluice/affected";
import type { CommandContext } from "./command.ts";

/** A chain that begins with a file outside of its project, which an image copies: with the line of the Dockerfile that does, in the working tree. */
export async function withCopyLine(chain: WhyStep[], { projects }: AffectedResult, context: CommandContext): Promise<WhyStep[]> {
  const [first, ...others] = chain;
  if (first?.reason.kind !== "file") return chain;
  const { path } = first.reason;
  const root = projects.find(({ name }) => name === first.project)?.root ?? ".";
  if (root === "." || path.startsWith(`${root}/`)) return chain;
  const [{ readInputExplanation }, { readProject }] = await Promise.all([import("@sluice/images"), import("./read-project.ts")]);
  const { repository, images, files } = await readProject(context, { withKnownBases: true });
  for (const image of images) {
    if (image.project !== first.project || !image.inputs.includes(path)) continue;
    const explanation = await readInputExplanation({ root: repository.root, image, files, file: path });
    const [by] = explanation.kind === "taken" ? explanation.by : [];
    if (by !== undefined) return [{ ...first, declared: { file: by.dockerfile, line: by.line } }, ...others];
  }
  return chain;
}
