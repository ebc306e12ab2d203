import { SluiceError } from "@sluice/core";

/**
 * `NAME=value` texts of a repeatable option → a record. Where there is an environment, a name without `=` takes its value from that, as
 * docker does, and is left out when the environment has none.
 * Throws SLUICE_USAGE for a text without a name, and for one without a value where there is no environment.
 */
export function parsePairs(
  flag: string,
  texts: readonly string[],
  env?: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const text of texts) {
    const at = text.indexOf("=");
    const name = at < 0 ? text : text.slice(0, at);
    if (name === "")
      throw new SluiceError("SLUICE_USAGE", `${flag} ${text}: there is no name before the =`, { hint: `Write ${flag} NAME=value.` });
    if (at < 0 && env === undefined)
      throw new SluiceError("SLUICE_USAGE", `${flag} ${text}: there is no value`, { hint: `Write ${flag} ${name}=value.` });
    const value = at < 0 ? env?.[name] : text.slice(at + 1);
    if (value !== undefined) pairs[name] = value;
  }
  return pairs;
}
