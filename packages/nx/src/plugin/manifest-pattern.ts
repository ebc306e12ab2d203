import { posix } from "node:path";
import type { Ecosystem } from "@sluice/ecosystems";

const patterns: Record<Ecosystem, readonly string[]> = {
  npm: ["package.json"],
  python: ["pyproject.toml", "requirements.txt"],
  go: ["go.mod"],
  cargo: ["Cargo.toml"],
  docker: ["Dockerfile", "Containerfile"],
};

/**
 * The glob of the manifests of those ecosystems. Kept to what makes a project: Nx counts everything as affected when a file
 * that it matches is deleted.
 */
export function manifestPattern(ecosystems: readonly Ecosystem[]): string {
  const names = ecosystems.flatMap((ecosystem) => patterns[ecosystem]);
  return names.length === 1 ? `**/${names[0]}` : `**/{${names.join(",")}}`;
}

/** The ecosystem whose tools read a manifest, by its name. */
export function ecosystemOfFile(path: string): Ecosystem {
  const name = posix.basename(path);
  if (name === "Cargo.toml") return "cargo";
  if (name === "go.mod" || name === "go.work") return "go";
  if (name === "package.json" || name === "pnpm-workspace.yaml") return "npm";
  return /(^|\.)(Docker|Container)file(\.|$)/.test(name) ? "docker" : "python";
}
