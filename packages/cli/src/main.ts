import type { QuickLook } from "@sluice/git/quick";
import { endWithReader } from "./end-with-reader.ts";
import { annotation, createContext, hasColors } from "./create-context.ts";
import { explainSystemError } from "./explain-system-error.ts";
import { parsePlainly } from "./parse-plainly.ts";
import { describeError, renderError } from "./render/error.ts";

/**
 * Runs one command line and returns its exit code: 0 done, 1 the thing asked about failed, 2 wrong usage, wrong
 * configuration, or Sluice itself could not do it. With what a quick `look` found that did not suffice for an answer.
 */
export async function main(argv: string[], look: QuickLook | null = null): Promise<number> {
  endWithReader();
  try {
    if (argv[0] === "complete") return await printCandidates(argv);
    const invocation = (await parsePlainly(argv)) ?? (await (await import("./parse-command-line.ts")).parseCommandLine(argv));
    if (typeof invocation === "number") return invocation;
    const context = createContext(invocation.input.options, look);
    try {
      return await invocation.definition.run({ ...invocation.input, context });
    } finally {
      context.working(null);
    }
  } catch (error) {
    return report(explainSystemError(error), argv);
  }
}

/** Begins with an answer that is not remembered, while there is something to wait for. */
export async function prepareAffected(look: QuickLook): Promise<void> {
  const [{ askAhead }, { prepareAnswer }] = await Promise.all([
    import("./recall-affected-answer.ts"),
    import("./read-affected-project.ts"),
  ]);
  askAhead(look);
  prepareAnswer(look);
}

/** `sluice complete -- <words>`, which the scripts of `sluice completion` call; no command for people. */
async function printCandidates(argv: readonly string[]): Promise<number> {
  const { complete } = await import("./completion/complete.ts");
  process.stdout.write(await complete(argv.slice(argv.indexOf("--") + 1), process.env));
  return 0;
}

function report(error: unknown, argv: readonly string[]): number {
  const described = describeError(error);
  process.stderr.write(`${renderError(error, hasColors(process.stderr, process.env))}\n`);
  const annotated = annotation("error", described, process.env, process.cwd());
  if (annotated !== null) process.stderr.write(`${annotated}\n`);
  if (argv.includes("--json")) process.stdout.write(`${JSON.stringify({ schemaVersion: 1, error: described }, null, 2)}\n`);
  return 2;
}
