import type { Workspace } from "@sluice/ecosystems";

/** A program that targets of a repository run, and whose projects they are. */
export interface NeededProgram {
  program: string;
  /** Names of projects, sorted. */
  projects: string[];
}

/** What each program's command line starts with, and how it is installed. The rest comes with Node.js or is checked apart. */
export const programs: Readonly<Record<string, string>> = {
  python3: "Install Python 3: https://www.python.org/downloads",
  uv: "curl -LsSf https://astral.sh/uv/install.sh | sh",
  poetry: "uv tool install poetry",
  go: "Install Go: https://go.dev/dl",
  "golangci-lint": "sluice workflows prepare, or https://golangci-lint.run",
  cargo: "Install Rust with clippy and rustfmt: https://rustup.rs",
  kubectl: "Install kubectl: https://kubernetes.io/docs/tasks/tools",
  helm: "Install Helm: https://helm.sh/docs/intro/install",
  terraform: "Install Terraform: https://developer.hashicorp.com/terraform/install",
};

/** The programs that those targets of the projects run, sorted. */
export function computeNeededPrograms({ projects }: Pick<Workspace, "projects">, targets: readonly string[]): NeededProgram[] {
  const needed = new Map<string, Set<string>>();
  for (const { name, targets: own } of projects) {
    for (const target of targets) {
      const words = new Set(own[target]?.command.split(/[\s;|&]+/));
      for (const program of Object.keys(programs)) {
        if (words.has(program)) needed.set(program, (needed.get(program) ?? new Set()).add(name));
      }
    }
  }
  return [...needed].map(([program, names]) => ({ program, projects: [...names].sort() })).sort((a, b) => (a.program < b.program ? -1 : 1));
}
