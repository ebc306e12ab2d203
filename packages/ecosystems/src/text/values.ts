/** `value` as a table: an empty one when it is anything but an object. */
export function tableOf(value: unknown): Record<string, unknown> {
  return isTable(value) ? value : {};
}

/** Whether `value` is an object that is no array. */
export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `value` when it is a string that is not empty, else null. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** `value` as a list: an empty one when it is anything but an array. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The strings among the elements of `value`, when it is an array. */
export function stringsOf(value: unknown): string[] {
  return listOf(value).filter((element) => typeof element === "string");
}

/** Whether there is something at that path of keys and indexes. */
export function holds(value: Record<string, unknown>, keys: readonly (string | number)[]): boolean {
  let current: unknown = value;
  for (const key of keys) {
    const known = Array.isArray(current) || isTable(current) ? (current as Record<string, unknown>) : {};
    if (!Object.hasOwn(known, key)) return false;
    current = known[key];
  }
  return true;
}
