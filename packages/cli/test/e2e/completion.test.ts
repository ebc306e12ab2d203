import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

let repository: TestRepository;
let folder = "";

beforeAll(async () => {
  repository = TestRepository.init({
    "services/gateway/pyproject.toml": '[project]\nname = "gateway"\nversion = "1.2.2"\n',
    "libs/auth/package.json": JSON.stringify({ name: "@acme/auth", version: "2.0.0", private: true }),
  });
  folder = repository.folder;
  const command = join(import.meta.dirname, "../../bin/sluice.js");
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "bin/sluice"), `#!/bin/sh\nexec '${process.execPath}' '${command}' "$@"\n`, { mode: 0o755 });
  await writeFile(join(folder, "capture.zsh"), capture);
});
afterAll(() => repository.remove());

const completers = { bash: completeInBash, zsh: completeInZsh, fish: completeInFish };

describe.each(Object.entries(completers))("in %s", (shell, complete) => {
  beforeEach(async (context) => {
    const { exitCode } = await execa(shell, ["--version"], { reject: false });
    requirePart(context, exitCode === 0 ? null : `${shell} is not installed`);
  });

  test.each([
    ["sluice rel", ["release"]],
    ["sluice release ro", ["rollback"]],
    ["sluice affected --wh", ["--why"]],
    ["sluice affected --format ma", ["matrix"]],
    ["sluice affected --why ", ["@acme/auth", "gateway"]],
    // bash breaks words at `@` and `=`, and completes what stands behind them alone.
    ["sluice affected --why @ac", [shell === "bash" ? "acme/auth" : "@acme/auth"]],
    ["sluice affected --why=ga", [shell === "bash" ? "gateway" : "--why=gateway"]],
    ["sluice completion ", ["bash", "fish", "zsh"]],
  ])("%s", async (line, expected) => {
    expect((await complete(line)).sort()).toEqual(expected);
  });

  test("runs nothing of what is typed", async () => {
    await complete(`sluice affected --why $(touch ran)`);
    await expect(access(join(repository.root, "ran"))).rejects.toThrow("ENOENT");
  });
});

/** What readline does at a tab: words are broken at its own characters too. */
async function completeInBash(line: string): Promise<string[]> {
  const words = line.split(/(\s+|[@:=])/).filter((word, index, all) => word.trim() !== "" || (word === "" && index === all.length - 1));
  const script = `eval "$(sluice completion bash)"; _sluice; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const set = `COMP_LINE='${line}' COMP_POINT=${line.length} COMP_CWORD=${words.length - 1}; COMP_WORDS=(${quoted})`;
  const { stdout } = await execa("bash", ["-c", `${set}; ${script}`], options());
  return stdout.split("\n").filter(Boolean);
}

/** fish tells what it would offer, with descriptions behind a tab. */
async function completeInFish(line: string): Promise<string[]> {
  const { stdout } = await execa("fish", ["--no-config", "-c", "sluice completion fish | source; complete -C $argv[1]", line], options());
  return stdout.split("\n").flatMap((candidate) => candidate.split("\t").slice(0, 1).filter(Boolean));
}

/** A shell on a terminal of its own is typed the line; one key puts every match into the line, and writes the line to a file. */
async function completeInZsh(line: string): Promise<string[]> {
  const typed = line.slice(0, line.lastIndexOf(" ") + 1);
  await execa("zsh", ["-f", join(folder, "capture.zsh"), line, join(folder, "line")], options());
  const buffer = await readFile(join(folder, "line"), "utf8");
  expect(buffer.startsWith(typed)).toBe(true);
  return buffer.slice(typed.length).trim().split(/\s+/);
}

const capture = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "autoload -Uz compinit; compinit -u -D; eval \\"\\$(sluice completion zsh)\\"
every() { compstate[insert]=all }
tell() { comppostfuncs=(every); zle complete-word; print -r -- \\"\\$BUFFER\\" > \${(q)2}; print to\\"\\"ld }
zle -N tell; bindkey '^T' tell; print rea\\"\\"dy"
until [[ $out == *ready* ]]; do zpty -r shell out || exit 1; done
zpty -w -n shell $1$'\\x14'
until [[ $out == *told* ]]; do zpty -r shell out || exit 1; done
zpty -d shell
`;

function options() {
  const env = {
    PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`,
    HOME: folder,
    GIT_CEILING_DIRECTORIES: tmpdir(),
    TERM: "dumb",
    // fish reads folders by it.
    LC_ALL: "C.UTF-8",
  };
  return { cwd: repository.root, env, extendEnv: false, timeout: 300_000 } as const;
}
