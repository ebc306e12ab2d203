import type { AffectedResult, WhyStep } from "@sluice/affected";
import type { Project } from "@sluice/ecosystems";
import type { CommandContext } from "./command.ts";

type Place = WhyStep["declared"];

/**
 * A chain that begins with a file outside of its project, with the place in the working tree that takes it in: the line of the Dockerfile that
 * copies it, or of the source or manifest that names it.
 */
export async function withPlace(chain: WhyStep[], { projects }: AffectedResult, context: CommandContext): Promise<WhyStep[]> {
  const [first, ...others] = chain;
  const project = projects.find(({ name }) => name === first?.project);
  if (first === undefined || project === undefined) return chain;
  return [{ ...first, declared: await findPlace(first.reason, project, context) }, ...others];
}

async function findPlace(reason: WhyStep["reason"], project: Pick<Project, "name" | "root">, context: CommandContext): Promise<Place> {
  if (reason.kind === "workspace") return findReadingLine(reason.path, project, context);
  if (reason.kind !== "file" || project.root === "." || reason.path.startsWith(`${project.root}/`)) return null;
  return findCopyLine(reason.path, project, context);
}

async function findCopyLine(path: string, { name }: Pick<Project, "name">, context: CommandContext): Promise<Place> {
  const [{ readInputExplanation }, { readProject }] = await Promise.all([import("@sluice/images"), import("./read-project.ts")]);
  const { repository, images, files } = await readProject(context, { withKnownBases: true });
  for (const image of images) {
    if (image.project !== name || !image.inputs.includes(path)) continue;
    const explanation = await readInputExplanation({ root: repository.root, image, files, file: path });
    const [by] = explanation.kind === "taken" ? explanation.by : [];
    if (by !== undefined) return { file: by.dockerfile, line: by.line };
  }
  return null;
}

async function findReadingLine(path: string, { root }: Pick<Project, "root">, context: CommandContext): Promise<Place> {
  const { openProject, readFilesAndWorkspace } = await import("./read-project.ts");
  let place: Place = null;
  await readFilesAndWorkspace(await openProject(context), {
    onRead: ({ from, to, file, line }) => {
      if (place === null && from === root && (path === to || path.startsWith(`${to}/`))) place = { file, line: line ?? null };
    },
  });
  return place;
}
