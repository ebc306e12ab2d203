import { resolve } from "node:path";
import { openPublishJournal, type PublishJournal } from "@sluice/release";
import type { CommandContext } from "./command.ts";
import { openProject } from "./read-project.ts";

/** The journal of a publish or a rollback: the named file, else one in git's own folder. */
export async function openReleaseJournal(file: string | undefined, context: CommandContext): Promise<PublishJournal> {
  if (file !== undefined) return openPublishJournal(resolve(context.cwd, file));
  const { repository } = await openProject(context);
  return openPublishJournal(await repository.gitPath("sluice/publish.ndjson"));
}
