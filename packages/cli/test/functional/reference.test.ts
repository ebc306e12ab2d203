import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CommanderError } from "commander";
import { describe, expect, test } from "vitest";
import { pages } from "../../../../tools/docs/test/pages.ts";
import { buildProgram } from "../../src/build-program.ts";
import { commandTable, listCommands, type ListedCommand } from "../../src/command-table.ts";
import type { OptionDefinition } from "../../src/command.ts";
import { commonOptions } from "../../src/common-options.ts";

const root = join(import.meta.dirname, "../../../..");
const commands = await listCommands();

// Written anew by `npx vitest run --project functional packages/cli/test/functional/reference.test.ts --update`.
describe("the reference is current", () => {
  test("of commands", async () => {
    await expect(renderCommands(commands)).toMatchFileSnapshot(join(root, "docs/reference/commands.md"));
  });

  test("of the configuration", async () => {
    const schema = JSON.parse(readFileSync(join(root, "packages/core/configuration.schema.json"), "utf8")) as Schema;
    await expect(renderConfiguration(schema)).toMatchFileSnapshot(join(root, "docs/reference/configuration.md"));
  });
});

describe("a command line in the documentation is one that there is", () => {
  const lines = pages().flatMap((page) =>
    commandLines(readFileSync(page, "utf8")).map((line) => ({ page: page.slice(root.length + 1), line })),
  );

  test("there are some", () => {
    expect(lines.length).toBeGreaterThan(15);
  });

  test.each([...new Map(lines.map((entry) => [entry.line, entry])).values()])("$line ($page)", async ({ line }) => {
    const words = split(line);
    const program = await buildProgram(words, "0.0.0", () => {});
    silence(program);
    const problem = await program.parseAsync(words, { from: "user" }).then(
      () => null,
      (error: unknown) => error,
    );
    // Help and the version end a command line too.
    expect(problem instanceof CommanderError && problem.exitCode === 0 ? null : problem).toBeNull();
  });
});

/** `sluice …` of the shell blocks, without prompts, comments, redirections and what follows in a pipe. */
function commandLines(text: string): string[] {
  const blocks = [...text.matchAll(/^ *```sh\n(.*?)^ *```$/gms)].map(([, code = ""]) => code);
  return blocks
    .flatMap((code) => code.replaceAll("\\\n", " ").split("\n"))
    .map((line) => /^\s*(?:\$ )?(?:npx (?:--no-install )?)?sluice (.*)$/.exec(line)?.[1] ?? "")
    .map((line) => line.replace(/\s+(#|[|>&]).*$/, "").trim())
    .filter((line) => line !== "" && !line.includes("…") && !line.includes("<"));
}

function split(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? "");
}

function silence(command: { exitOverride(): unknown; configureOutput(output: object): unknown; commands: readonly unknown[] }): void {
  command.exitOverride();
  command.configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} });
  for (const child of command.commands) silence(child as Parameters<typeof silence>[0]);
}

function renderCommands(listed: readonly ListedCommand[]): string {
  const groups = Object.entries(commandTable).flatMap(([name, entry]) =>
    typeof entry === "function" ? [] : [[name, entry.summary] as const],
  );
  const intro = [
    "# Commands",
    "",
    "Made from the commands themselves. Every command has these options too:",
    "",
    ...optionTable(commonOptions),
    "",
    "Exit codes, and what each of them writes where: [what CI shows](../ci.md#exit-codes). Groups:",
    "",
    ...groups.map(([name, summary]) => `- \`sluice ${name}\`: ${summary}`),
  ];
  return `${[...intro, ...listed.flatMap(renderCommand)].join("\n")}\n`;
}

function renderCommand({ words, definition }: ListedCommand): string[] {
  const name = `sluice ${words.join(" ")}`;
  const usage = [name, definition.options.length > 0 ? "[options]" : "", definition.arguments ?? ""].filter(Boolean).join(" ");
  const options = definition.options.length === 0 ? [] : ["", ...optionTable(definition.options)];
  return ["", `## ${name}`, "", definition.summary, "", "```text", usage, "```", ...options, "", "```sh", ...definition.examples, "```"];
}

function optionTable(options: readonly OptionDefinition[]): string[] {
  const rows = options.map(({ flags, description, repeatable, choices, default: fallback }) => {
    const more = [
      choices === undefined ? "" : `one of ${choices.map((choice) => `\`${choice}\``).join(", ")}`,
      repeatable === true ? "repeatable" : "",
      fallback === undefined ? "" : `\`${fallback}\` when left out`,
    ];
    return `| \`${flags}\` | ${[escape(description), ...more].filter(Boolean).join("; ")} |`;
  });
  return ["| option | |", "| --- | --- |", ...rows];
}

/** Vue reads `<` as a tag, and Markdown `|` as a column. */
function escape(text: string): string {
  const parts = text.replaceAll("|", String.raw`\|`).split(/(`[^`]*`)/);
  return parts.map((part) => (part.startsWith("`") ? part : part.replaceAll("<", "&lt;").replaceAll("{{", "&#123;&#123;"))).join("");
}

interface Schema {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
  required?: string[];
}

function renderConfiguration(schema: Schema): string {
  const intro = [
    "# Keys of the configuration",
    "",
    "Made from the schema. [Configuration](../configuration.md) says how the file is found and checked.",
    "",
    "| key | type | default | |",
    "| --- | --- | --- | --- |",
  ];
  return `${[...intro, ...renderKeys(schema, [])].join("\n")}\n`;
}

function renderKeys({ properties = {}, required = [] }: Schema, path: readonly string[]): string[] {
  return Object.entries(properties).flatMap(([name, child]) => {
    const keys = [...path, name];
    if (child.properties !== undefined) return renderKeys(child, keys);
    const fallback = child.default === undefined ? (required.includes(name) ? "required" : "") : `\`${JSON.stringify(child.default)}\``;
    const row = `| \`${keys.join(".")}\` | ${typeOf(child)} | ${fallback} | ${escape(child.description ?? "")} |`;
    const values = child.additionalProperties?.properties === undefined ? [] : renderKeys(child.additionalProperties, [...keys, "<name>"]);
    return [row, ...values];
  });
}

function typeOf({ type = "", enum: values, items, additionalProperties }: Schema): string {
  if (values !== undefined) return values.map((value) => `\`"${value}"\``).join(", ");
  if (type === "array") return `list of ${items?.type ?? "values"}s`;
  if (type === "object")
    return `map of ${additionalProperties?.enum === undefined ? `${additionalProperties?.type ?? "value"}s` : typeOf(additionalProperties)}`;
  return type;
}
