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
