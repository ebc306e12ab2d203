import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type GeneratedProject, type Monorepo, packageName } from "./generate-monorepo.ts";

/** A commit on top of what is checked out, and the projects that it affects. */
export interface Bump {
  /** A branch; what is checked out stays. */
  revision: string;
  /** Package names, sorted. */
  affected: string[];
}

const [LOCKFILE, NUMBER] = ["package-lock.json", 57];

/** Makes a commit of nothing but a lockfile in which one package of the registry has another version. */
export function bumpDependency({ folder, projects, files }: Monorepo): Bump {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Bench", "-c", "user.email=bench@example.com", ...args], { cwd: folder });
  const lock: { packages: Record<string, { version: string; integrity: string }> } = JSON.parse(files.get(LOCKFILE) ?? "{}");
  Object.assign(lock.packages[`node_modules/external-${NUMBER}`] ?? {}, { version: "1.0.1", integrity: "sha512-bumped" });
  git("checkout", "--quiet", "-b", "bump");
  writeFileSync(join(folder, LOCKFILE), `${JSON.stringify(lock, null, 2)}\n`);
  git("commit", "--quiet", "--all", "--message", "bump");
  git("checkout", "--quiet", "main");
  return { revision: "bump", affected: usersOf(projects).map(packageName).sort() };
}

/** As the generator gives them out, with all that depend on them: dependencies come before those that need them. */
function usersOf(projects: readonly GeneratedProject[]): GeneratedProject[] {
  const affected = new Set<GeneratedProject>();
  for (const project of projects) {
    const number = Number(project.name.split("-")[1]);
    const isUser = project.language === "npm" && [number % 200, (number * 7) % 200].includes(NUMBER);
    if (isUser || project.dependencies.some((dependency) => affected.has(dependency))) affected.add(project);
  }
  return [...affected];
}
