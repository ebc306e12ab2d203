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

test("the help of each is this", async () => {
  const groups = Object.entries(commandTable).flatMap(([name, entry]) => (typeof entry === "function" ? [] : [[name]]));
  const texts = await Promise.all([[], ...groups, ...commands.map(({ words }) => words)].map((words) => help(...words)));
  // Written anew by `npx vitest run --project unit packages/cli/src/help.test.ts --update`.
  await expect(texts.join(`${"─".repeat(100)}\n`)).toMatchFileSnapshot("./help.txt");
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
