import type { Warning } from "@sluice/core";
import type { BaseSettings } from "../inputs/base-settings.ts";

/** An image that the repository can build. Paths are POSIX and relative to the repository root. */
export interface Image {
  /** `gateway`, or `gateway-cuda` for its variant `cuda`. Unique. */
  name: string;
  /** Last part of the image reference: the name, without the variant's. */
  repository: string;
  /** `cuda` where each tag ends in `-cuda`: another image of the same Dockerfile, under the same name. */
  variant: string | null;
  /** Name of the project it belongs to. */
  project: string;
  dockerfile: string;
  /** The build context: "services/gateway", or "." for the repository root. */
  context: string;
  /** null: the last stage. */
  targetStage: string | null;
  buildArgs: Record<string, string>;
  /** Named contexts by name: a folder, or `docker-image://…` and the like. */
  buildContexts: Record<string, string>;
  platforms: string[];
  /** The files it is made from, the Dockerfile and its ignore file among them; sorted. */
  inputs: string[];
  /** Patterns of what it takes from its contexts, whether anything is there or not; nothing for a context as a whole. Sorted. */
  sources: string[];
  /** External images it starts from or copies from, as the Dockerfile names them. */
  bases: string[];
  /** Those of them that a stage starts from. */
  starts: string[];
  /** Variables in the paths of what it copies that nothing in the Dockerfile sets; a base may. */
  unset: string[];
  /** URLs and git repositories it adds: what they hold is not known here. */
  remotes: string[];
  /** Sources that name no file git knows, such as a built `dist`: what they hold is not known here. */
  missing: string[];
  /** What its bases bring along that decides on the inputs, by reference, once for each way in which platforms differ; empty where nothing does. */
  brought: readonly ReadonlyMap<string, BaseSettings>[];
  /** Why it cannot be built: its Dockerfile is broken, or a person has to say more of it. Then its inputs are the files of the project, and what it can be seen to copy. */
  problem: Warning | null;
}
