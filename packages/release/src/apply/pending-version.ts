import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError } from "@sluice/core";
import * as v from "valibot";
import type { VersionEdits } from "./version-edits.ts";
import { writeFileAtomically } from "./write-file-atomically.ts";

/** Where the edits are noted while they are made. Not a `.md`, so changesets passes over it. */
export const pendingVersionPath = ".changeset/pending-version.json";

const packageSchema = v.object({ name: v.string(), oldVersion: v.string(), newVersion: v.string() });
const pendingSchema = v.object({
  schemaVersion: v.literal(1),
  packages: v.array(packageSchema),
  edits: v.array(v.object({ path: v.string(), before: v.nullable(v.string()), after: v.string() })),
  deletes: v.array(v.string()),
  moves: v.array(v.object({ from: v.string(), to: v.string() })),
});

/** A version run that was begun: its edits, and the packages it gives new versions. */
export interface PendingVersion extends VersionEdits {
  packages: { name: string; oldVersion: string; newVersion: string }[];
}

/**
 * The version run that a former process did not finish, or null. Without it a second run would start from manifests that
 * are half changed and count a second bump on top of the first.
 *
 * @throws SLUICE_PENDING_VERSION when a file is neither as the run found it nor as it would leave it
 */
export async function readPendingVersion(root: string): Promise<PendingVersion | null> {
  const text = await readOptional(join(root, pendingVersionPath));
  if (text === null) return null;
  const parsed = v.safeParse(pendingSchema, parseJson(text));
  if (!parsed.success) throw cannotFinish(`${pendingVersionPath} cannot be read`);
  for (const edit of parsed.output.edits) {
    const content = await readOptional(join(root, edit.path));
    const isBefore = content === null ? edit.before === null : hash(content) === edit.before;
    if (content !== edit.after && !isBefore) throw cannotFinish(`${edit.path} was changed since`);
  }
  return parsed.output;
}

/** Notes a version run before its first edit. Of the old contents only the hashes are kept. */
export async function writePendingVersion(root: string, pending: PendingVersion): Promise<void> {
  const edits = pending.edits.map(({ path, before, after }) => ({ path, before: before === null ? null : hash(before), after }));
  const document = { schemaVersion: 1, ...pending, edits };
  await writeFileAtomically(join(root, pendingVersionPath), `${JSON.stringify(document, null, 2)}\n`);
}

export async function removePendingVersion(root: string): Promise<void> {
  await rm(join(root, pendingVersionPath), { force: true });
}

function cannotFinish(what: string): SluiceError {
  return new SluiceError(
    "SLUICE_PENDING_VERSION",
    `An earlier \`sluice release version\` was interrupted, and cannot be finished: ${what}`,
    {
      hint: `Take back its edits with \`git checkout -- .\`, delete ${pendingVersionPath}, and run \`sluice release version\` again.`,
    },
  );
}

function hash(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function readOptional(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}
