import { randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { isSluiceError, SluiceError } from "@sluice/core";
import { type ImageState, nextStateRecord, readImageState } from "@sluice/images";
import type { CommandContext, CommandOptions } from "./command.ts";
import type { ReadImagePlan } from "./read-image-plan.ts";

/** What Nx gives to all tasks of one run: the processes of that run and of those around it. */
const RUN = "NX_INVOCATION_ANCESTOR_PIDS";

/** With these a build does more than the registry's state tells, or less. */
const others = ["load", "rebuild", "sign", "pushByDigest", "dryRun"] as const;

/**
 * Writes, for Nx, what a remembered result of the build depends on into `file`: the same bytes when the build would find nothing to do and
 * was seen to make it so, else bytes that were never there before.
 */
export async function writeImageState(file: string, read: ReadImagePlan, { options, context }: Call): Promise<void> {
  const path = resolve(context.cwd, file);
  const record = nextStateRecord(await readState(read, options), await readRecord(path), randomUUID());
  await mkdir(dirname(path), { recursive: true });
  await writeFile(runFile(path), context.env[RUN] ?? "");
  await writeFile(path, `${JSON.stringify(record)}\n`);
}

/**
 * Makes sure that `file` was written in this very run of Nx: else Nx knows nothing of the registry, and would remember the result
 * whatever happens there. Throws SLUICE_NX_STATE_MISSING.
 */
export async function requireImageState(file: string, { cwd, env }: CommandContext): Promise<void> {
  const run = await readFile(runFile(resolve(cwd, file)), "utf8").catch(() => null);
  if (run === (env[RUN] ?? "")) return;
  throw new SluiceError("SLUICE_NX_STATE_MISSING", "Nx runs this target without `image-state`, which tells it what the registry holds", {
    hint: 'Leave out --exclude-task-dependencies, and keep "image-state" in the target\'s dependsOn; or run `sluice images build`.',
  });
}

interface Call {
  options: CommandOptions;
  context: CommandContext;
}

async function readState({ plan, docker, configuration }: ReadImagePlan, options: CommandOptions): Promise<ImageState> {
  const unknown: ImageState = { wanted: "", isDone: false };
  const isOther = others.some((name) => options.flag(name)) || !options.flag("push") || configuration.images.signing.sign;
  if (docker === null || isOther || plan.images.length === 0) return unknown;
  try {
    return await readImageState(docker, plan);
  } catch (error) {
    // The build itself has the words for it.
    if (isSluiceError(error)) return unknown;
    throw error;
  }
}

async function readRecord(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return null;
  }
}

function runFile(path: string): string {
  return `${path}.run`;
}
