import { posix } from "node:path";
import { type Ecosystem, importLanguageOf } from "@sluice/ecosystems";

const patterns: Record<Ecosystem, readonly string[]> = {
  npm: ["package.json"],
  python: ["pyproject.toml", "setup.cfg", "setup.py", "requirements.txt"],
  go: ["go.mod"],
  cargo: ["Cargo.toml"],
  docker: ["Dockerfile", "Containerfile"],
  kustomize: ["kustomization.yaml", "kustomization.yml", "Kustomization"],
  helm: ["Chart.yaml"],
  terraform: ["*.tf", "*.tf.json"],
};

/**
 * The glob of the manifests of those ecosystems. Kept to what makes a project: Nx counts everything as affected when a file
 * that it matches is deleted.
 */
export function manifestPattern(ecosystems: readonly Ecosystem[]): string {
  const names = ecosystems.flatMap((ecosystem) => patterns[ecosystem]);
  return names.length === 1 ? `**/${names[0]}` : `**/{${names.join(",")}}`;
}

const ecosystemOfLanguage = {
  javascript: "npm",
  python: "python",
  go: "go",
  rust: "cargo",
  kustomize: "kustomize",
  helm: "helm",
  terraform: "terraform",
  compose: "docker",
  docker: "docker",
} as const;

/** The ecosystem whose tools read a manifest or a source file, by its name. */
export function ecosystemOfFile(path: string): Ecosystem {
  const language = importLanguageOf(path);
  if (language !== null) return ecosystemOfLanguage[language];
  const name = posix.basename(path);
  if (name === "Cargo.toml") return "cargo";
  if (name === "go.mod" || name === "go.work") return "go";
  if (name === "package.json" || name === "pnpm-workspace.yaml" || /^(ts|js)config(\..+)?\.json$/.test(name)) return "npm";
  return "python";
}
