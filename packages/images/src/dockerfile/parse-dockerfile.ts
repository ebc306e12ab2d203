import { brokenDockerfile } from "./broken-dockerfile.ts";
import type { Dockerfile, Instruction, Stage } from "./dockerfile.ts";
import { expandWord } from "./expand-word.ts";
import { splitFlags } from "./split-flags.ts";

const KEYWORDS = new Set([
  "ADD",
  "ARG",
  "CMD",
  "COPY",
  "ENTRYPOINT",
  "ENV",
  "EXPOSE",
  "FROM",
  "HEALTHCHECK",
  "LABEL",
  "MAINTAINER",
  "ONBUILD",
  "RUN",
  "SHELL",
  "STOPSIGNAL",
  "USER",
  "VOLUME",
  "WORKDIR",
]);
const TAKES_JSON = new Set(["ADD", "COPY", "RUN", "CMD", "ENTRYPOINT", "SHELL", "VOLUME"]);
const TAKES_HEREDOC = new Set(["ADD", "COPY", "RUN"]);

/**
 * Text of a Dockerfile → its stages. Follows BuildKit's parser: parser directives, continuation lines with comments and
 * blank lines in them, heredocs, JSON forms, a byte order mark, CRLF.
 * Throws SLUICE_BROKEN_DOCKERFILE with path and line for what BuildKit refuses before it builds.
 */
export function parseDockerfile(path: string, text: string): Dockerfile {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .map((line) => line.replace(/\r+$/, ""));
  const escape = readEscapeDirective(path, lines);
  return groupStages(path, escape, readInstructions(path, escape, lines));
}

/** An `ONBUILD` trigger → the instruction that the next stage starts with. */
export function parseTrigger(path: string, escape: string, onbuild: Instruction): Instruction {
  return parseInstruction({ path, escape, line: onbuild.line, text: onbuild.text });
}

function readEscapeDirective(path: string, lines: string[]): string {
  for (const [index, line] of lines.entries()) {
    const directive = /^\s*#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/.exec(line);
    const name = directive?.[1]?.toLowerCase();
    if (name === "escape") {
      const value = directive?.[2] ?? "";
      if (value !== "`" && value !== "\\")
        throw brokenDockerfile(path, index + 1, `the escape directive must be \\ or a backtick, not ${value}`);
      return value;
    }
    if (name !== "syntax" && name !== "check") break;
  }
  return "\\";
}

function readInstructions(path: string, escape: string, lines: string[]): Instruction[] {
  const instructions: Instruction[] = [];
  let index = 0;
  while (index < lines.length) {
    const start = index;
    const joined = joinContinuation(lines, start, escape);
    index = joined.next;
    if (joined.text.trim() === "") continue;
    const instruction = parseInstruction({ path, escape, line: start + 1, text: joined.text });
    index = skipHeredocs({ path, escape, lines, index, instruction });
    instructions.push(instruction);
  }
  return instructions;
}

function joinContinuation(lines: string[], start: number, escape: string): { text: string; next: number } {
  const first = (lines[start] ?? "").trimStart();
  if (isSkipped(first)) return { text: "", next: start + 1 };
  let { text, goesOn } = cutContinuationMark(first, escape);
  let next = start + 1;
  while (goesOn && next < lines.length) {
    const line = lines[next] ?? "";
    next += 1;
    // Comments and blank lines within a continuation are passed over, and it goes on after them.
    if (isSkipped(line)) continue;
    const piece = cutContinuationMark(line, escape);
    text += piece.text;
    goesOn = piece.goesOn;
  }
  return { text, next };
}

function isSkipped(line: string): boolean {
  return /^\s*(#.*)?$/.test(line);
}

function cutContinuationMark(line: string, escape: string): { text: string; goesOn: boolean } {
  const mark = escape === "`" ? /(^|[^`])`[ \t]*$/ : /(^|[^\\])\\[ \t]*$/;
  return { text: line.replace(mark, "$1"), goesOn: mark.test(line) };
}

function parseInstruction({ path, escape, line, text }: { path: string; escape: string; line: number; text: string }): Instruction {
  const [, word = "", after = ""] = /^(\S+)\s*([^]*)$/.exec(text.trim()) ?? [];
  const keyword = word.toUpperCase();
  if (!KEYWORDS.has(keyword)) throw brokenDockerfile(path, line, `unknown instruction ${word}`);
  const { flags, rest } = splitFlags(after, escape);
  const json = TAKES_JSON.has(keyword) ? parseJsonForm(path, line, rest) : null;
  return { keyword, flags, text: rest, json, line };
}

function parseJsonForm(path: string, line: number, text: string): string[] | null {
  if (!text.startsWith("[")) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(value)) return null;
  const words: string[] = [];
  for (const word of value) {
    if (typeof word !== "string") throw brokenDockerfile(path, line, "only strings may stand in the JSON form");
    words.push(word);
  }
  return words;
}

interface HeredocSearch {
  path: string;
  escape: string;
  lines: string[];
  /** Line after the instruction, from 0. */
  index: number;
  instruction: Instruction;
}

function skipHeredocs({ path, escape, lines, index, instruction }: HeredocSearch): number {
  const carrier = instruction.keyword === "ONBUILD" ? parseTrigger(path, escape, instruction) : instruction;
  if (!TAKES_HEREDOC.has(carrier.keyword) || carrier.json !== null || !carrier.text.includes("<<")) return index;
  let at = index;
  for (const { name, chomp } of findHeredocs(carrier.text)) {
    while (at < lines.length && (chomp ? (lines[at] ?? "").replace(/^\t+/, "") : lines[at]) !== name) at += 1;
    if (at >= lines.length) throw brokenDockerfile(path, instruction.line, `the heredoc ${name} has no end`);
    at += 1;
  }
  return at;
}

/** The heredocs that a line opens, in order: `<<EOF`, `3<<-"END OF IT"`. */
function findHeredocs(text: string): { name: string; chomp: boolean }[] {
  const heredocs: { name: string; chomp: boolean }[] = [];
  for (const word of looseWords(text)) {
    const [, dash, rest = ""] = /^\d*<<(-?)\s*([^<]*)$/.exec(word) ?? [];
    if (dash === undefined || rest === "") continue;
    const names = looseWords(rest, false);
    if (names.length === 1) heredocs.push({ name: names[0] ?? "", chomp: dash === "-" });
  }
  return heredocs;
}

function looseWords(text: string, raw = true): string[] {
  try {
    return expandWord(text, new Map(), { escape: "\\", keepQuotes: raw, keepEscapes: raw, keepUnsetVariables: true }).words;
  } catch {
    // A command line for some shell, with quotes of its own: then it opens no heredoc that BuildKit would see.
    return [];
  }
}

function groupStages(path: string, escape: string, instructions: Instruction[]): Dockerfile {
  const globalArgs: Instruction[] = [];
  const stages: Stage[] = [];
  for (const instruction of instructions) {
    checkInstruction(path, instruction);
    if (instruction.keyword === "FROM") stages.push(parseFrom(path, instruction));
    else if (stages.length > 0) stages.at(-1)?.instructions.push(instruction);
    else if (instruction.keyword === "ARG") globalArgs.push(instruction);
    else throw brokenDockerfile(path, instruction.line, `${instruction.keyword} stands before the first FROM`);
  }
  if (stages.length === 0) throw brokenDockerfile(path, 1, "there is no FROM");
  return { path, escape, globalArgs, stages };
}

function checkInstruction(path: string, { keyword, text, json, line }: Instruction): void {
  if (keyword === "COPY" || keyword === "ADD") {
    const count = json === null ? text.split(/\s+/).filter((word) => word !== "").length : json.length;
    if (count < 2) throw brokenDockerfile(path, line, `${keyword} needs at least one source and the destination`);
  }
  if (text === "" && keyword !== "RUN" && keyword !== "CMD" && keyword !== "ENTRYPOINT")
    throw brokenDockerfile(path, line, `${keyword} needs an argument`);
}

function parseFrom(path: string, { text, flags, line }: Instruction): Stage {
  const [base = "", as, name, ...more] = text.split(/\s+/);
  if ((as !== undefined && (as.toUpperCase() !== "AS" || name === undefined)) || more.length > 0)
    throw brokenDockerfile(path, line, "FROM takes one argument, or three: <image> AS <name>");
  const lowered = name?.toLowerCase() ?? null;
  if (lowered !== null && !/^[a-z][a-z0-9-_.]*$/.test(lowered)) throw brokenDockerfile(path, line, `${name ?? ""} is no name for a stage`);
  const platform = flags.find((flag) => flag.startsWith("--platform="));
  return { name: lowered, base, platform: platform?.slice("--platform=".length) ?? null, instructions: [], line };
}
