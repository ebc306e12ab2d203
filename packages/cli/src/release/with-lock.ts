import { createLockPort, type PublishPorts } from "@sluice/release";
import type { CommandContext, CommandOptions } from "../command.ts";
import { isProcessRunning, readLockHolder } from "../read-lock-holder.ts";
import type { ReleaseWorkspace } from "./read-workspace.ts";

export function withLock(
  ports: PublishPorts,
  options: CommandOptions,
  context: CommandContext,
  { project }: ReleaseWorkspace,
): PublishPorts {
  const lock = createLockPort({
    repository: project.repository,
    remote: project.configuration.remote,
    holder: readLockHolder(context),
    isRunning: isProcessRunning,
    breakLock: options.flag("breakLock"),
  });
  return { ...ports, lock };
}
