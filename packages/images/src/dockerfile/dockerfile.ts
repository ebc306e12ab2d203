/** One instruction of a Dockerfile, split as BuildKit splits it, before any variable is expanded. */
export interface Instruction {
  /** Upper case: `COPY`. */
  keyword: string;
  /** The flags before the arguments, unquoted: `--from=build`. */
  flags: string[];
  /** The text after the flags; continuation lines are joined and comments within them gone. */
  text: string;
  /** The arguments when they are written as a JSON array; null for every other form. */
  json: string[] | null;
  /** Line the instruction starts on, from 1. */
  line: number;
}

/** A stage: what stands between one `FROM` and the next. */
export interface Stage {
  /** Lower case; null when the `FROM` has no `AS`. */
  name: string | null;
  /** As written, before expansion. */
  base: string;
  platform: string | null;
  instructions: Instruction[];
  line: number;
}

/** A Dockerfile as data. */
export interface Dockerfile {
  path: string;
  /** The escape character: `\`, or a backtick. */
  escape: string;
  /** The `ARG` instructions before the first `FROM`. */
  globalArgs: Instruction[];
  stages: Stage[];
}
