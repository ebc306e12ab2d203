import { addMovedBases, type Answer } from "@sluice/affected";
import type { Warning } from "@sluice/core";
import type { CommandContext, CommandOptions } from "./command.ts";
import { readOutdated } from "./read-outdated.ts";

/**
 * `sluice affected --bases`: an answer with the images whose base has moved since they were built. Where nobody can say it,
 * the image counts as affected, with a warning.
 */
export async function withMovedBases(answer: Answer, options: CommandOptions, context: CommandContext): Promise<Answer> {
  const { images, result } = await readOutdated(options, context);
  const moved = new Map(result.outdated.map((image) => [image.name, image.moved.map(({ reference }) => reference)]));
  const warnings: Warning[] = [];
  for (const { name, message } of result.unknown) {
    moved.set(name, images.find((image) => image.name === name)?.bases ?? []);
    warnings.push({ code: "SLUICE_BASES_UNKNOWN", message: `${name}: ${message}; it counts as affected` });
  }
  const affected = addMovedBases(answer.result, images, moved);
  return { ...answer, result: { ...affected, warnings: [...affected.warnings, ...warnings] } };
}
