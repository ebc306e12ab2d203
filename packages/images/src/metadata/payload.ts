/** Whether `value` is an object with keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object under `key`, or an empty one. */
export function recordAt(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const found = isRecord(value) ? value[key] : undefined;
  return isRecord(found) ? found : {};
}

/** The text under `key`, or null. */
export function textAt(value: unknown, key: string): string | null {
  const found = isRecord(value) ? value[key] : undefined;
  return typeof found === "string" ? found : null;
}

/** What an event's document says of its repository; null where it says nothing. */
export interface PayloadRepository {
  details: { name: string | null; description: string | null; url: string | null; license: string | null; defaultBranch: string | null };
  /** Whether it says all that labels need, as GitHub's own documents do: a description or license of null counts as said. */
  complete: boolean;
  /** The repository's part of the document as it came. */
  record: Readonly<Record<string, unknown>>;
}

/** Reads the repository's part of an event's document. */
export function repositoryOf(payload: unknown): PayloadRepository {
  const record = recordAt(payload, "repository");
  const details = {
    name: textAt(record, "name"),
    description: textAt(record, "description"),
    url: textAt(record, "html_url"),
    license: textAt(recordAt(record, "license"), "spdx_id"),
    defaultBranch: textAt(record, "default_branch"),
  };
  const complete =
    details.name !== null && details.url !== null && details.defaultBranch !== null && "description" in record && "license" in record;
  return { details, complete, record };
}

/** The time of commit `sha` as a push event's document tells it, or null. */
export function commitTimeOf(payload: unknown, sha: string): Date | null {
  const commits = isRecord(payload) && Array.isArray(payload["commits"]) ? payload["commits"] : [];
  for (const commit of [...commits, recordAt(payload, "head_commit")]) {
    const time = textAt(commit, "id") === sha ? Date.parse(textAt(commit, "timestamp") ?? "") : Number.NaN;
    if (!Number.isNaN(time)) return new Date(time);
  }
  return null;
}
