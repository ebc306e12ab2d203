import type { BaseSettings } from "./base-settings.ts";

/** How a Dockerfile is built. */
export interface BuildSettings {
  buildArgs: Readonly<Record<string, string>>;
  /** Named contexts: a folder, or `docker-image://…`, `target:…`, `https://…`. */
  buildContexts: Readonly<Record<string, string>>;
  /** null: the last stage. */
  targetStage: string | null;
  /** `linux/amd64`. */
  platform: string;
  /** What foreign bases bring along, by the reference in the Dockerfile; nothing is known of others. */
  foreign?: ReadonlyMap<string, BaseSettings> | undefined;
}
