import { brokenDockerfile } from "./broken-dockerfile.ts";
import type { Dockerfile, Instruction } from "./dockerfile.ts";
import { splitWords } from "./split-words.ts";

/** What an `ARG` declares, not expanded; null: no default. */
export function parseArg({ text }: Instruction, { escape }: Dockerfile): { name: string; value: string | null }[] {
  return splitWords(text, escape).map((word) => {
    const at = word.indexOf("=");
    return at < 0 ? { name: word, value: null } : { name: word.slice(0, at), value: word.slice(at + 1) };
  });
}

/** What an `ENV` sets, not expanded: `name=value` any number of times, or `name value` once. Throws SLUICE_BROKEN_DOCKERFILE. */
export function parseEnv({ text, line }: Instruction, { escape, path }: Dockerfile): { name: string; value: string }[] {
  const words = splitWords(text, escape);
  if (!words[0]?.includes("=")) {
    const [, name = "", value] = /^(\S+)\s+([^]*)$/.exec(text) ?? [];
    if (value === undefined) throw brokenDockerfile(path, line, "ENV must have two arguments");
    return [{ name, value }];
  }
  return words.map((word) => {
    const at = word.indexOf("=");
    if (at < 0) throw brokenDockerfile(path, line, `ENV must be of the form name=value, and ${word} has no =`);
    return { name: word.slice(0, at), value: word.slice(at + 1) };
  });
}
