import type { Answer } from "@sluice/affected";
import { answerSettings, recallAnswer, type RememberedAnswer } from "@sluice/affected/quick";
import { lookQuickly, type QuickLook } from "@sluice/git/quick";
import type { CommandContext, CommandOptions } from "./command.ts";
import { openProjectMemory } from "./open-project-memory.ts";
import { mayBeEdited, rememberEdits } from "./recent-edits.ts";
import { recallSettings } from "./remembered-settings.ts";

/** A look at what is asked about, for a base that is given; null when finding that out takes more than a look. */
export async function lookAtRange(options: CommandOptions, { cwd, env }: Pick<CommandContext, "cwd" | "env">): Promise<QuickLook | null> {
  const range = givenRange(options);
  return range === null ? null : lookQuickly(cwd, env, range);
}

/** The same for a build of what has changed; null for one of named images, or of all. */
export async function lookForBuild(options: CommandOptions, { cwd, env }: Pick<CommandContext, "cwd" | "env">): Promise<QuickLook | null> {
  const range = options.flag("all") || options.list("project").length > 0 ? null : givenRange(options);
  return range === null ? null : lookQuickly(cwd, env, { ...range, isForBuild: true });
}

function givenRange(options: CommandOptions): { base: string; head: string | null } | null {
  const base = options.text("base");
  if (base === undefined || options.list("files").length > 0 || options.flag("stdin")) return null;
  return { base, head: options.text("head") ?? null };
}

/** Asks git ahead for what an answer that is not remembered needs next. */
export function askAhead({ gitFolder, askAhead: ask }: QuickLook): void {
  ask({ files: !openProjectMemory(gitFolder).has("graph") });
}

/**
 * The answer of an earlier run to the same question, about a commit or a clean working tree. Null when it is not remembered. `prepare` is
 * called, once, where the answer will probably have to be worked out, while git still looks at the working tree.
 */
export async function recallAffectedAnswer(look: QuickLook, prepare: () => void = () => {}): Promise<Answer | null> {
  const answer = recallAnswerTo(look);
  if (answer !== null) knowDifferences(look, answer);
  if (look.workingTree !== null && (answer === null || mayBeEdited(look))) prepare();
  else
    look.trackedChanges?.then(
      ({ size }) => (size > 0 ? prepare() : undefined),
      () => {},
    );
  // Only where there is an answer, it is worth waiting for.
  const disk = answer === null ? null : await look.workingTree;
  if (disk === null || (disk.changes.length === 0 && !disk.isSparse)) return answer;
  rememberEdits(look, disk);
  return null;
}

function recallAnswerTo({ root, gitFolder, base, head, workingTree }: QuickLook): RememberedAnswer | null {
  const memory = openProjectMemory(gitFolder);
  const settings = recallSettings(root, memory);
  if (settings === null) return null;
  const key = { base, head, isWorkingTree: workingTree !== null, settings: answerSettings(root, settings, memory) };
  return recallAnswer(memory, key, "argument");
}

/** What an answer says of two commits, git need not be asked for. */
function knowDifferences({ base, head, known }: QuickLook, { result, retyped }: RememberedAnswer): void {
  const differences = result.changedFiles.map(
    ({ path, status }) => [path, retyped.includes(path) ? { status, isRetyped: true as const } : { status }] as const,
  );
  known.differences.set(`${base} ${head}`, Promise.resolve(new Map(differences)));
}
