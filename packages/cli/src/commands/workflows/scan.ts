import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SluiceError } from "@sluice/core";
import { findDocker } from "@sluice/images";
import { assembleScanPlan, defaultScanner, findingsExitCode, scannerArguments } from "@sluice/setup";
import { execa } from "execa";
import { type CommandContext, defineCommand, type CommandDefinition } from "../../command.ts";
import { namedProjectOptions, readNamedProjects } from "../../read-named-projects.ts";

const command: CommandDefinition = defineCommand({
  summary: "Look for known vulnerabilities, secrets and unsafe settings in projects, with Trivy in a container.",
  options: [...namedProjectOptions, { flags: "--dry-run", description: "print the files that would be looked at, and scan nothing" }],
  examples: ["sluice workflows scan", "sluice workflows scan --project api,web", "sluice workflows scan --base origin/main --dry-run"],
  run: async ({ options, context }) => {
    const { repository, configuration, names, workspace, files } = await readNamedProjects(options, context);
    const paths = assembleScanPlan(names, workspace, files);
    const isDryRun = options.flag("dryRun");
    if (!context.json) context.print(paths.length > 0 ? `Scanning ${names.join(", ")}` : renderNothing(names));
    if (isDryRun && !context.json) for (const path of paths) context.print(`  ${path}`);
    context.working(null);
    const home = join(repository.gitFolder, "sluice");
    const isClean =
      isDryRun || paths.length === 0 || (await scan({ root: repository.root, home, paths, image: configuration.ci.scanner }, context));
    if (context.json) context.printJson({ schemaVersion: 1, projects: names, paths, dryRun: isDryRun, clean: isDryRun ? null : isClean });
    return isClean ? 0 : 1;
  },
});
export default command;

function renderNothing(names: readonly string[]): string {
  return names.length === 0 ? "Nothing to scan: no project is affected." : `Nothing to scan: Sluice knows no file of ${names.join(", ")}.`;
}

interface Scan {
  root: string;
  /** Folder of Sluice's own, where a container that shares the checkout can reach it. */
  home: string;
  paths: readonly string[];
  image: string | undefined;
}

/** Whether nothing was found. The scanner's table goes to stdout, or with `--json` to stderr. */
async function scan({ root, home, paths, image = defaultScanner }: Scan, context: CommandContext): Promise<boolean> {
  const { program } = await findDocker(context);
  const cache = join(home, "scanner");
  await mkdir(cache, { recursive: true });
  const source = await mkdtemp(join(home, "scan-"));
  try {
    await copyFiles(root, source, paths);
    const user = process.getuid === undefined || process.getgid === undefined ? null : `${process.getuid()}:${process.getgid()}`;
    const { exitCode } = await execa(program, scannerArguments({ image, source, cache, user }), {
      env: context.env as NodeJS.ProcessEnv,
      stdin: "ignore",
      stdout: context.json ? 2 : "inherit",
      stderr: "inherit",
      reject: false,
    });
    if (exitCode === 0 || exitCode === findingsExitCode) return exitCode === 0;
  } finally {
    await rm(source, { recursive: true, force: true });
  }
  throw new SluiceError("SLUICE_SCAN_FAILED", `The scanner ${image} could not scan`, {
    hint: "Its own message is above. `ci.scanner` in the configuration names another image of Trivy, of a mirror for example.",
  });
}

/** What git knows and is there, so that nothing that was installed or built is looked at. A link is not followed. */
async function copyFiles(root: string, to: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await cp(join(root, path), join(to, path), { recursive: true, verbatimSymlinks: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
  }
}
