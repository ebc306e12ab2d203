import type { CommandDefinition } from "./command.ts";

/** Loads one command's file; nothing else of the command line is read before it is needed. */
export type LoadCommand = () => Promise<{ default: CommandDefinition }>;

/** A group of commands, such as `images`. */
export interface CommandGroup {
  summary: string;
  commands: Record<string, LoadCommand>;
}

/** Every command there is, in the order that help lists them. */
export const commandTable: Record<string, LoadCommand | CommandGroup> = {
  init: () => import("./commands/init.ts"),
  affected: () => import("./commands/affected.ts"),
  run: () => import("./commands/run.ts"),
  comment: () => import("./commands/comment.ts"),
  images: {
    summary: "Tags, inputs, builds and checks of container images.",
    commands: {
      metadata: () => import("./commands/images/metadata.ts"),
      inputs: () => import("./commands/images/inputs.ts"),
      plan: () => import("./commands/images/plan.ts"),
      build: () => import("./commands/images/build.ts"),
      merge: () => import("./commands/images/merge.ts"),
      outdated: () => import("./commands/images/outdated.ts"),
      promote: () => import("./commands/images/promote.ts"),
      sign: () => import("./commands/images/sign.ts"),
      verify: () => import("./commands/images/verify.ts"),
    },
  },
  release: {
    summary: "Plan a release, apply it to manifests and changelogs, publish it, check what was published.",
    commands: {
      plan: () => import("./commands/release/plan.ts"),
      version: () => import("./commands/release/version.ts"),
      pr: () => import("./commands/release/pr.ts"),
      publish: () => import("./commands/release/publish.ts"),
      verify: () => import("./commands/release/verify.ts"),
      rollback: () => import("./commands/release/rollback.ts"),
    },
  },
  workflows: {
    summary: "The pipelines that the configuration asks for: check them, write them, prepare a job, scan for vulnerabilities.",
    commands: {
      check: () => import("./commands/workflows/check.ts"),
      write: () => import("./commands/workflows/write.ts"),
      prepare: () => import("./commands/workflows/prepare.ts"),
      scan: () => import("./commands/workflows/scan.ts"),
    },
  },
  config: {
    summary: "The configuration.",
    commands: { print: () => import("./commands/config/print.ts") },
  },
  doctor: () => import("./commands/doctor.ts"),
  completion: () => import("./commands/completion.ts"),
};

/** A command with the words that call it: `["images", "plan"]`. */
export interface ListedCommand {
  words: string[];
  definition: CommandDefinition;
}

/** Every command, loaded: for what speaks of all of them, such as the reference. */
export async function listCommands(): Promise<ListedCommand[]> {
  const listed: ListedCommand[] = [];
  for (const [name, entry] of Object.entries(commandTable)) {
    if (typeof entry === "function") listed.push({ words: [name], definition: (await entry()).default });
    else
      for (const [child, load] of Object.entries(entry.commands)) listed.push({ words: [name, child], definition: (await load()).default });
  }
  return listed;
}
