import { dockerfileSuffix } from "../docker/dockerfiles.ts";
import { nameOf } from "../text/paths.ts";

/** Files that say by path, or by an image's name, what a deployment is built on. */
export type InfrastructureKind = "kustomize" | "helm" | "terraform" | "compose" | "docker";

/** What a file is read as, by its name; null for any other file. */
export function infrastructureKindOf(path: string): InfrastructureKind | null {
  const name = nameOf(path);
  if (/^(kustomization\.ya?ml|Kustomization)$/.test(name)) return "kustomize";
  if (name === "Chart.yaml" || name === "requirements.yaml") return "helm";
  if (/\.(tf|tofu)(\.json)?$/.test(name)) return "terraform";
  if (/^(docker-)?compose([.-][\w.-]+)?\.ya?ml$/.test(name)) return "compose";
  return dockerfileSuffix(name) === undefined ? null : "docker";
}
