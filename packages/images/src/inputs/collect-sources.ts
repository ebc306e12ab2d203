import { posix } from "node:path";
import { brokenDockerfile } from "../dockerfile/broken-dockerfile.ts";
import type { Dockerfile, Instruction, Stage } from "../dockerfile/dockerfile.ts";
import { type Expansion, expandWord, type Variables } from "../dockerfile/expand-word.ts";
import { parseTrigger } from "../dockerfile/parse-dockerfile.ts";
import { parseMount } from "../dockerfile/parse-mount.ts";
import { parseArg, parseEnv } from "../dockerfile/parse-variables.ts";
import type { BaseSettings } from "./base-settings.ts";
import type { BuildSettings } from "./build-settings.ts";
import { contextName, isFolderContext } from "./context-name.ts";
import { platformArguments } from "./platform-arguments.ts";

/** Something an instruction takes from a build context. */
export interface Source {
  /** Name of the build context; null for the main one. */
  context: string | null;
  /** Path or pattern within the context, without a leading slash; "" is all of it. */
  path: string;
  /** With `--parents`: the pattern below `path` that files must match. */
  parents: string | null;
  /** Patterns of `--exclude`. */
  excludes: string[];
  /** Line of the instruction, from 1. */
  line: number;
  /** Name of the stage that the instruction stands in, or its number from 0 on when it has none. */
  stage: string;
}

/** What a Dockerfile takes from outside, over the stages that the target needs. */
export interface CollectedSources {
  sources: Source[];
  /** Images from `FROM`, `COPY --from` and mounts, as the Dockerfile names them after expansion. Without `scratch`. */
  bases: string[];
  /** Those of the images that a stage starts from. */
  starts: string[];
  /** Variables in the paths of what is copied that nothing in the Dockerfile sets: the base that a stage starts from may. */
  unset: string[];
  /** URLs and git repositories of `ADD`. */
  remotes: string[];
  /** What the image brings along for builds that start from it. */
  brings: BaseSettings;
}

/**
 * Walks from the target over the stages it needs and lists what their instructions take from outside, after ARG and ENV
 * are expanded. Variables and ONBUILD triggers that an external base image brings along are those of `settings.foreign`.
 * Throws SLUICE_BROKEN_DOCKERFILE, and that code too for a target stage that does not exist.
 */
export function collectSources(dockerfile: Dockerfile, settings: BuildSettings): CollectedSources {
  const walk: Walk = {
    dockerfile,
    settings,
    contexts: new Map(Object.entries(settings.buildContexts).map(([name, value]) => [contextName(name), value])),
    globals: new Map(),
    environments: new Map(),
    entered: new Set(),
    sources: [],
    bases: new Set(),
    starts: new Set(),
    remotes: new Set(),
    declared: new Set(),
    unset: new Set(),
    exports: new Map(),
    stage: "",
  };
  walk.globals = readGlobals(walk);
  const target = findTarget(walk);
  takeFrom(walk, target, "", 1);
  return {
    brings: target.kind === "stage" ? bringsOf(walk, target.stage) : { environment: [], onBuild: [] },
    sources: walk.sources,
    bases: [...walk.bases].sort(),
    starts: [...walk.starts].sort(),
    unset: [...walk.unset].sort(),
    remotes: [...walk.remotes].sort(),
  };
}

function bringsOf({ exports }: Walk, stage: Stage): BaseSettings {
  const onBuild = stage.instructions.filter(({ keyword }) => keyword === "ONBUILD").map(({ text }) => text);
  return { environment: [...(exports.get(stage) ?? [])], onBuild };
}

interface Walk {
  dockerfile: Dockerfile;
  settings: BuildSettings;
  contexts: Map<string, string>;
  globals: Map<string, string>;
  /** Variables at the end of each stage that was walked. */
  environments: Map<Stage, Map<string, string>>;
  entered: Set<Stage>;
  sources: Source[];
  bases: Set<string>;
  starts: Set<string>;
  remotes: Set<string>;
  /** By ARG, in any stage: what has no value then is known to have none. */
  declared: Set<string>;
  unset: Set<string>;
  /** Variables that each stage leaves in its image: those of ENV, not those of ARG. */
  exports: Map<Stage, Map<string, string>>;
  /** The stage that is walked. */
  stage: string;
}

type Origin = { kind: "stage"; stage: Stage } | { kind: "context"; name: string } | { kind: "image"; reference: string };

function findTarget(walk: Walk): Origin {
  const { stages, path } = walk.dockerfile;
  const name = walk.settings.targetStage?.toLowerCase();
  const stage = name === undefined ? stages.at(-1) : stages.findLast((candidate) => candidate.name === name);
  if (stage === undefined) throw brokenDockerfile(path, 1, `there is no stage ${name ?? ""}`);
  return originOfStage(walk, stage);
}

function originOfStage(walk: Walk, stage: Stage): Origin {
  return stage.name !== null && walk.contexts.has(stage.name) ? { kind: "context", name: stage.name } : { kind: "stage", stage };
}

/** `name` of a `FROM`, `--from` or `from=`: a stage among `stages`, else a named context, else an image. */
function resolveOrigin(walk: Walk, name: string, stages: Stage[]): Origin {
  const stage = stages.findLast((candidate) => candidate.name === name.toLowerCase());
  if (stage !== undefined) return originOfStage(walk, stage);
  const short = contextName(name);
  return walk.contexts.has(short) ? { kind: "context", name: short } : { kind: "image", reference: name };
}

/** Notes that `path` of `origin` reaches the image; a stage is walked as a whole, since `RUN` may move anything anywhere. */
function takeFrom(walk: Walk, origin: Origin, path: string, line: number): void {
  if (origin.kind === "stage") walkStage(walk, origin.stage);
  else if (origin.kind === "image") addBase(walk, origin.reference);
  else if (isFolderContext(walk.contexts.get(origin.name) ?? ""))
    walk.sources.push({ context: origin.name, path: cleanPath(path), parents: null, excludes: [], line, stage: walk.stage });
  else addBase(walk, origin.name);
}

function addBase(walk: Walk, reference: string): void {
  if (reference !== "scratch") walk.bases.add(reference);
}

function walkStage(walk: Walk, stage: Stage): Map<string, string> {
  const known = walk.environments.get(stage);
  if (known !== undefined) return known;
  if (walk.entered.has(stage)) throw brokenDockerfile(walk.dockerfile.path, stage.line, "the stage needs itself");
  walk.entered.add(stage);
  walk.stage = stageLabel(walk.dockerfile, stage);
  const { environment, exported, triggers } = startStage(walk, stage);
  walk.exports.set(stage, exported);
  for (const instruction of [...triggers, ...stage.instructions]) {
    // Walking what an instruction copies from enters another stage.
    walk.stage = stageLabel(walk.dockerfile, stage);
    if (instruction.keyword === "ENV") applyEnv(walk, instruction, { environment, exported });
    else applyInstruction(walk, instruction, environment);
  }
  walk.environments.set(stage, environment);
  return environment;
}

function stageLabel({ stages }: Dockerfile, stage: Stage): string {
  return stage.name ?? String(stages.indexOf(stage));
}

interface StageStart {
  environment: Map<string, string>;
  exported: Map<string, string>;
  triggers: Instruction[];
}

function startStage(walk: Walk, stage: Stage): StageStart {
  const { stages, path, escape } = walk.dockerfile;
  const base = expand(walk, stage.base, walk.globals, stage.line);
  if (base === "") throw brokenDockerfile(path, stage.line, `FROM ${stage.base} names no image: give the build argument a value`);
  const origin = resolveOrigin(walk, base, stages.slice(0, stages.indexOf(stage)));
  takeFrom(walk, origin, "", stage.line);
  if (origin.kind !== "stage") return startOutside(walk, stage, origin.kind === "image" ? origin.reference : origin.name);
  const triggers = origin.stage.instructions
    .filter(({ keyword }) => keyword === "ONBUILD")
    .map((onbuild) => parseTrigger(path, escape, onbuild));
  const environment = new Map(walkStage(walk, origin.stage));
  return { environment, exported: new Map(walk.exports.get(origin.stage)), triggers };
}

/** A stage that starts from an image of somebody else's, with what that brings along. */
function startOutside(walk: Walk, stage: Stage, reference: string): StageStart {
  if (reference !== "scratch") walk.starts.add(reference);
  const { environment = [], onBuild = [] } = walk.settings.foreign?.get(reference) ?? {};
  return {
    environment: new Map([["PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], ...environment]),
    exported: new Map(environment),
    // The image was made from another Dockerfile, whose escape character is nobody's business any more.
    triggers: onBuild.map((text) =>
      parseTrigger(walk.dockerfile.path, "\\", { keyword: "ONBUILD", flags: [], text, json: null, line: stage.line }),
    ),
  };
}

function applyInstruction(walk: Walk, instruction: Instruction, environment: Map<string, string>): void {
  if (instruction.keyword === "ARG") applyArg(walk, instruction, environment);
  else if (instruction.keyword === "COPY" || instruction.keyword === "ADD") takeCopied(walk, instruction, environment);
  else if (instruction.keyword === "RUN") takeMounted(walk, instruction, environment);
}

function readGlobals(walk: Walk): Map<string, string> {
  const { buildArgs } = walk.settings;
  const globals = platformArguments(walk.settings);
  for (const instruction of walk.dockerfile.globalArgs) {
    for (const { name, value } of parseArg(instruction, walk.dockerfile)) {
      const given = buildArgs[name];
      if (given !== undefined) globals.set(name, given);
      else if (value !== null) globals.set(name, expand(walk, value, globals, instruction.line));
    }
  }
  return globals;
}

function applyArg(walk: Walk, instruction: Instruction, environment: Map<string, string>): void {
  for (const { name, value } of parseArg(instruction, walk.dockerfile)) {
    const given =
      walk.settings.buildArgs[name] ?? (value === null ? walk.globals.get(name) : expand(walk, value, environment, instruction.line));
    walk.declared.add(name);
    if (given !== undefined) environment.set(name, given);
  }
}

function applyEnv(walk: Walk, instruction: Instruction, { environment, exported }: Omit<StageStart, "triggers">): void {
  // All values of one ENV see the variables as they were before it.
  const before = new Map(environment);
  for (const { name, value } of parseEnv(instruction, walk.dockerfile)) {
    const [key, text] = [expand(walk, name, before, instruction.line), expand(walk, value, before, instruction.line)];
    environment.set(key, text);
    exported.set(key, text);
  }
}

function takeCopied(walk: Walk, instruction: Instruction, environment: Variables): void {
  const words = instruction.json ?? instruction.text.split(/\s+/).filter((word) => word !== "");
  const from = flagValues(instruction, "from")[0];
  const excludes = flagValues(instruction, "exclude");
  for (const word of words.slice(0, -1)) {
    if (/^\d*<<-?[^<]+$/.test(word)) continue;
    const path = expandPath(walk, word, environment, instruction.line);
    if (from !== undefined) takeFromStageOrContext({ walk, instruction, from, path, excludes });
    else if (instruction.keyword === "ADD" && /^(https?:\/\/|git:\/\/|ssh:\/\/|git@)/.test(path)) walk.remotes.add(path);
    else walk.sources.push(contextSource(walk, { context: null, path, instruction, excludes }));
  }
}

interface StageCopy {
  walk: Walk;
  instruction: Instruction;
  from: string;
  path: string;
  excludes: string[];
}

function takeFromStageOrContext({ walk, instruction, from, path, excludes }: StageCopy): void {
  const { stages } = walk.dockerfile;
  const numbered = /^\d+$/.test(from) ? stages[Number(from)] : undefined;
  const origin = numbered === undefined ? resolveOrigin(walk, from, stages) : originOfStage(walk, numbered);
  if (origin.kind === "context" && isFolderContext(walk.contexts.get(origin.name) ?? ""))
    walk.sources.push(contextSource(walk, { context: origin.name, path, instruction, excludes }));
  else takeFrom(walk, origin, path, instruction.line);
}

interface ContextCopy {
  context: string | null;
  path: string;
  instruction: Instruction;
  excludes: string[];
}

/** With `--parents`, `a/./b/*.c` copies what matches `b/*.c` below `a`, and `a/b.c` what matches it below the context. */
function contextSource(walk: Walk, { context, path, instruction, excludes }: ContextCopy): Source {
  const { stage } = walk;
  const withParents = instruction.flags.some((flag) => flag === "--parents" || flag === "--parents=true");
  if (!withParents) return { context, path: cleanPath(path), parents: null, excludes, line: instruction.line, stage };
  const pivot = path.indexOf("/./");
  const [folder, pattern] = pivot < 0 ? ["", path] : [path.slice(0, pivot), path.slice(pivot + 3)];
  return { context, path: cleanPath(folder), parents: cleanPath(pattern), excludes, line: instruction.line, stage };
}

function takeMounted(walk: Walk, instruction: Instruction, environment: Variables): void {
  for (const mount of flagValues(instruction, "mount")) {
    const fields = parseMount(mount);
    const read = (...names: string[]) => {
      const value = names.map((name) => fields.get(name)).find((found) => found !== undefined);
      return value === undefined ? undefined : expandPath(walk, value, environment, instruction.line);
    };
    const type = read("type") ?? "bind";
    const from = read("from");
    const path = read("source", "src") ?? "";
    if (type !== "bind" && type !== "cache") continue;
    if (from !== undefined && from !== "") takeFromStageOrContext({ walk, instruction, from, path, excludes: [] });
    else if (type === "bind")
      walk.sources.push({ context: null, path: cleanPath(path), parents: null, excludes: [], line: instruction.line, stage: walk.stage });
  }
}

function flagValues({ flags }: Instruction, name: string): string[] {
  const prefix = `--${name}=`;
  return flags.filter((flag) => flag.startsWith(prefix)).map((flag) => flag.slice(prefix.length));
}

/** `..` ends at the context's root, as it does in BuildKit. */
function cleanPath(path: string): string {
  return posix.join("/", path).replace(/^\/+|\/+$/g, "");
}

function expandPath(walk: Walk, word: string, variables: Variables, line: number): string {
  const { text, unset } = expandAll(walk, word, variables, line);
  for (const name of unset) if (!walk.declared.has(name)) walk.unset.add(name);
  return text;
}

function expand(walk: Walk, word: string, variables: Variables, line: number): string {
  return expandAll(walk, word, variables, line).text;
}

function expandAll(walk: Walk, word: string, variables: Variables, line: number): Expansion {
  try {
    return expandWord(word, variables, { escape: walk.dockerfile.escape });
  } catch (error) {
    throw brokenDockerfile(walk.dockerfile.path, line, error instanceof Error ? error.message : String(error));
  }
}
