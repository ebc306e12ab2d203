import type { CommandContext, NameKind } from "../command.ts";
import { openProject, readProject } from "../read-project.ts";
import type { Candidate } from "./compute-candidates.ts";

/** The names of a kind in the repository at `cwd`, for completion. */
export async function readNames(kind: NameKind, context: Pick<CommandContext, "cwd" | "env">): Promise<Candidate[]> {
  switch (kind) {
    case "project":
    case "package": {
      const { workspace } = await readProject(context);
      return workspace.projects.map(({ name, root }) => ({ value: name, description: root }));
    }
    case "image": {
      const { images } = await readProject(context);
      return images.map(({ name, dockerfile }) => ({ value: name, description: dockerfile }));
    }
    case "target": {
      const { workspace } = await readProject(context);
      return plain([...new Set(workspace.projects.flatMap(({ targets }) => Object.keys(targets)))].sort());
    }
    case "git-tag": {
      const { repository } = await openProject(context);
      return plain((await repository.listTags()).map(({ name }) => name));
    }
  }
}

function plain(names: readonly string[]): Candidate[] {
  return names.map((value) => ({ value, description: "" }));
}
