import type { Project } from "@sluice/ecosystems";

/** Finds the project a file belongs to: the one with the deepest folder that holds it. */
export class ProjectOwners {
  readonly #byRoot = new Map<string, Project>();

  constructor(projects: readonly Project[]) {
    for (const project of projects) this.#byRoot.set(project.root, project);
  }

  /** The project whose folder is `root`. */
  at(root: string): Project | undefined {
    return this.#byRoot.get(root);
  }

  of(path: string): Project | undefined {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const project = this.#byRoot.get(path.slice(0, end));
      if (project !== undefined) return project;
    }
    return this.#byRoot.get(".");
  }
}
