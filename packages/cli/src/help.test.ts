import { describe, expect, test } from "vitest";
import { buildProgram } from "./build-program.ts";
import { commandTable, listCommands } from "./command-table.ts";

const commands = await listCommands();

async function help(...words: string[]): Promise<string> {
  const program = await buildProgram([...words, "--help"], "1.2.3", () => {});
  let text = "";
  let command = program;
  for (const word of words) command = command.commands.find((child) => child.name() === word) ?? command;
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 100 });
  command.outputHelp();
  return text;
}

describe.each(commands.map(({ words, definition }) => ({ name: words.join(" "), words, definition })))("sluice $name", (command) => {
  const { name, words, definition } = command;

  test("says what it does, in a sentence", () => {
    expect(definition.summary).toMatch(/^[A-Z].*\.$/);
    expect(definition.options.filter(({ description }) => description === "")).toEqual([]);
  });

  test("shows examples that call it with options it has", () => {
    expect(definition.examples.length).toBeGreaterThan(0);
    const known = [...definition.options.map(({ flags }) => flags), "--json", "--cwd", "--verbose"].join(" ");
    for (const example of definition.examples) {
      expect(example).toContain(`sluice ${name}`);
      const [, own = ""] = example.split(`sluice ${name}`);
      const [call = ""] = own.split("#");
      expect([...call.matchAll(/(?<=\s)--?[a-z][a-z-]*/g)].map(([flag]) => flag).filter((flag) => !known.includes(flag))).toEqual([]);
    }
  });

  test("has a help with all of that", async () => {
    const text = await help(...words);
    expect(text).toContain(`Usage: sluice ${name}`);
    for (const part of ["--json", "--cwd <folder>", ...definition.examples.map((example) => `  $ ${example}`)])
      expect(text).toContain(part);
  });
});

test("the help of a command is this", async () => {
  expect(await help("release", "rollback")).toMatchInlineSnapshot(`
    "Usage: sluice release rollback [options] <package@version>

    Take a release back: dist-tags, moving image tags and GitHub's latest to the one before, deprecation
    and a note.

    Options:
      --to <version>         the version to go back to; the highest stable one below it when left out
      --reason <text>        why, for the deprecation and the note (default: "It was taken back.")
      --without <kind>       leave these artifacts out: image, npm, pypi, cargo, helm, github-release
                             (repeatable)
      --registry <registry>  registry and path before an image's name: ghcr.io/acme/shop
      --npm-registry <url>   the npm registry; that of the packages and of npm when left out
      --break-lock           take the publish lock from whoever has it
      --journal <file>       where every step is written down; .git/sluice/publish.ndjson when left out
      --dry-run              say what would be done, and do nothing
      --cwd <folder>         work in this folder
      --json                 print one JSON document
      --verbose              say more on stderr
      -h, --help             display help for command

    Examples:
      $ sluice release rollback gateway@1.3.0 --dry-run
      $ sluice release rollback @acme/ui@2.1.0 --reason "Loses clicks."
    "
  `);
});

test("the help of all of them is this", async () => {
  expect(await help()).toMatchInlineSnapshot(`
    "Usage: sluice [options] [command]

    Release and change-detection toolchain for monorepos of services in several languages.

    Options:
      -V, --version   output the version number
      -h, --help      display help for command

    Commands:
      init            Set Sluice up in an existing repository: Nx, configuration, changesets, pipelines.
      affected        What a change affects, and why.
      run             Run targets of exactly the affected projects, through Nx.
      comment         Keep one comment under the pull request: what it affects and why, what it would
                      release, whether a changeset is missing.
      images          Tags, inputs, builds and checks of container images.
      release         Plan a release, apply it to manifests and changelogs, publish it, check what was
                      published.
      workflows       The pipelines that the configuration asks for: check them, write them, prepare a
                      job, scan for vulnerabilities.
      config          The configuration.
      doctor          Say what is missing on this machine or runner, and how to mend it.
      completion      Print the script that completes commands, options and project names in a shell.
      help [command]  display help for command

    Run \`sluice <command> --help\` for a command's options and an example.
    "
  `);
});

test("the summaries that help lists are those of the commands", async () => {
  const summaries = Object.fromEntries(commands.map(({ words, definition }) => [words.join(" "), definition.summary]));
  // Written anew by `npx vitest run --project unit packages/cli/src/help.test.ts --update`.
  await expect(`${JSON.stringify(summaries, null, 2)}\n`).toMatchFileSnapshot("./command-summaries.json");
});

test("every group has a summary", () => {
  const groups = Object.values(commandTable).filter((entry) => typeof entry !== "function");
  for (const { summary } of groups) expect(summary).toMatch(/^[A-Z].*\.$/);
});
