import { createHash } from "node:crypto";

const MARK = "sluice:";

/** A file of a pipeline as it is to be written, with the lines that say who wrote it. */
export interface GeneratedFile {
  path: string;
  text: string;
}

/**
 * Puts two lines of comment on top: how the file came about, and a sum of all below, by which a later run knows whether a
 * person has changed it since.
 */
export function signText(text: string, comment: "#" | "//"): string {
  return `${comment} Written by \`sluice workflows write\` from sluice.config. Edited by hand, it is yours: Sluice leaves it alone.\n${comment} ${MARK} ${sumOf(text)}\n\n${text.trimEnd()}\n`;
}

/** Whether the text is as Sluice wrote it, some version of it; line ends do not count. */
export function isAsWritten(text: string): boolean {
  const [, sum, rest] = /^[^\n]*\n(?:#|\/\/) sluice: ([0-9a-f]{16})\n\n([\s\S]*)$/.exec(text.replaceAll("\r\n", "\n")) ?? [];
  return sum !== undefined && rest !== undefined && sum === sumOf(rest);
}

function sumOf(text: string): string {
  return createHash("sha256").update(`${text.trimEnd()}\n`).digest("hex").slice(0, 16);
}
