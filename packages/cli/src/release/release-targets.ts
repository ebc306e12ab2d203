import type { Warning } from "@sluice/core";
import type { DesiredRelease, PublishPorts, SelectedRelease } from "@sluice/release";
import type { CommandContext, CommandOptions } from "../command.ts";
import type { ReleaseWorkspace } from "./read-workspace.ts";

/** Releases as they should be, and the doors to where they are published. */
export interface ReleaseTargets {
  desired: DesiredRelease[];
  ports: PublishPorts;
  warnings: Warning[];
}

/** What the targets are read for. */
export interface TargetsRequest {
  options: CommandOptions;
  context: CommandContext;
  workspace: ReleaseWorkspace;
  selected: readonly SelectedRelease[];
  /** Name of a snapshot; left out for releases. */
  snapshot?: string | undefined;
  /** Build secrets besides the configured ones. */
  secrets: readonly string[];
  /** The command has the {@link publishOptions}. */
  isPublish?: boolean;
}
