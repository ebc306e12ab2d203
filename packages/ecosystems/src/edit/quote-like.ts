/** `value` as a TOML string with the quotes of `model`: single, or double for anything else. */
export function quoteLike(model: string, value: string): string {
  return model.startsWith("'") && !/['\n]/.test(value) ? `'${value}'` : JSON.stringify(value);
}
