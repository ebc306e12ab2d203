import type { QuickLook } from "@sluice/git/quick";
import { endWithReader } from "./end-with-reader.ts";
import { createContext } from "./create-context.ts";
import { parsePlainly } from "./parse-plainly.ts";
import { reportError } from "./report-error.ts";

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
    return reportError(error, argv.includes("--json"));
  }
}

/** `sluice complete -- <words>`, which the scripts of `sluice completion` call; no command for people. */
async function printCandidates(argv: readonly string[]): Promise<number> {
  const { complete } = await import("./completion/complete.ts");
  process.stdout.write(await complete(argv.slice(argv.indexOf("--") + 1), process.env));
  return 0;
}
