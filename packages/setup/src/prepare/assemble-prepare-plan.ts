import { posix } from "node:path";
import type { Workspace } from "@sluice/ecosystems";

/** One command that installs what projects need besides the packages of the repository's root. */
export interface PrepareStep {
  /** Folder to run it in, from the root. */
  cwd: string;
  command: string;
  args: string[];
}

/**
 * What has to be installed before targets of the named projects, and of those they depend on, can run: packages of npm
 * projects with a lockfile of their own, environments of Poetry projects, requirements of plain Python projects, golangci-lint where it is configured.
 * Projects that uv, Go or Cargo install for as they run need nothing.
 *
 * @param files all files of the repository
 */
export function assemblePreparePlan(names: readonly string[], workspace: Workspace, files: ReadonlySet<string>): PrepareStep[] {
  const wanted = closure(names, workspace);
  const steps = new Map<string, PrepareStep>();
  const add = (step: PrepareStep) => steps.set(`${step.cwd} ${step.command} ${step.args.join(" ")}`, step);
  for (const { name, root, ecosystem, targets, manifest } of workspace.projects) {
    if (!wanted.has(name)) continue;
    const commands = Object.values(targets).map(({ command }) => command);
    if (ecosystem === "npm") npmSteps(name, workspace).forEach(add);
    else if (commands.some((command) => command.startsWith("poetry ")))
      add({ cwd: root, command: "poetry", args: ["install", "--no-interaction"] });
    else if (commands.some((command) => command.startsWith("python3 -m "))) add(pipStep({ root, manifest }, files));
    else if (commands.some((command) => command.startsWith("golangci-lint "))) add(golangciStep);
  }
  return [...steps.values()];
}

function closure(names: readonly string[], { dependencies }: Workspace): Set<string> {
  const reached = new Set(names);
  // A set that is walked sees what is added on the way.
  for (const name of reached) for (const { source, target } of dependencies) if (source === name) reached.add(target);
  return reached;
}

const installers: Record<string, readonly [string, ...string[]]> = {
  "package-lock.json": ["npm", "ci"],
  "npm-shrinkwrap.json": ["npm", "ci"],
  "pnpm-lock.yaml": ["pnpm", "install", "--frozen-lockfile"],
  "yarn.lock": ["yarn", "install"],
  "bun.lock": ["bun", "install", "--frozen-lockfile"],
};

/** The lockfile of the repository's root is installed already. */
function npmSteps(name: string, { lockfiles }: Workspace): PrepareStep[] {
  return lockfiles.flatMap(({ path, kind, projects }) => {
    const [command, ...args] = installers[kind] ?? [];
    const cwd = posix.dirname(path);
    return command === undefined || cwd === "." || !projects.includes(name) ? [] : [{ cwd, command, args }];
  });
}

/** The project's requirements, those for its tests, and the tools that the inferred targets run. */
function pipStep({ root, manifest }: { root: string; manifest: string }, files: ReadonlySet<string>): PrepareStep {
  const below = (name: string) => (root === "." ? name : `${root}/${name}`);
  const requirements = [
    "requirements.txt",
    "requirements-dev.txt",
    "dev-requirements.txt",
    "requirements-test.txt",
    "requirements/dev.txt",
  ];
  const there = requirements.flatMap((name) => (files.has(below(name)) ? ["-r", name] : []));
  const itself = manifest.endsWith("pyproject.toml") ? ["-e", "."] : [];
  return { cwd: root, command: "python3", args: ["-m", "pip", "install", "--quiet", ...there, ...itself, "ruff", "pytest"] };
}

const golangciStep: PrepareStep = {
  cwd: ".",
  command: "go",
  args: ["install", "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.5.0"],
};
