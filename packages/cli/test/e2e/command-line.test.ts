import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const sluice = join(import.meta.dirname, "../../bin/sluice.js");
let folder: string;

/** As `knip` tests its command: nothing of the environment but what is needed. */
function run(args: string[], cwd = folder) {
  const env = { PATH: process.env["PATH"] ?? "", HOME: folder, NO_COLOR: "1", GIT_CEILING_DIRECTORIES: tmpdir() };
  return execa(process.execPath, [sluice, ...args], { cwd, env, extendEnv: false, reject: false, stdin: "ignore" });
}

async function repository(name: string, files: Record<string, string>): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(path, file, ".."), { recursive: true });
    await writeFile(join(path, file), text);
  }
  await execa("git", ["init", "--quiet", "--initial-branch=main"], { cwd: path });
  await execa("git", ["add", "--all"], { cwd: path });
  await execa(
    "git",
    ["-c", "user.name=t", "-c", "user.email=t@t.invalid", "-c", "commit.gpgsign=false", "commit", "--quiet", "-m", "first"],
    { cwd: path },
  );
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-command-line-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("help", () => {
  test("lists every command and says where to go on", async () => {
    const { exitCode, stdout, stderr } = await run(["--help"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    for (const word of ["affected", "run", "images", "release", "doctor", "sluice <command> --help"]) expect(stdout).toContain(word);
  });

  const commands = [
    "affected",
    "run",
    "images metadata",
    "images inputs",
    "images plan",
    "images build",
    "images promote",
    "images verify",
  ];
  test.each([...commands, "release plan", "release version", "release publish", "release verify", "release pr", "release rollback"])(
    "%s has options and an example",
    async (command) => {
      const { exitCode, stdout } = await run([...command.split(" "), "--help"]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`Usage: sluice ${command}`);
      for (const word of ["--json", "--cwd <folder>", `$ sluice ${command}`]) expect(stdout).toContain(word);
    },
  );

  test("no command at all is a wrong call that is answered with the help", async () => {
    const { exitCode, stdout, stderr } = await run([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("Usage: sluice");
  });
});

describe("wrong usage", () => {
  test("a mistyped command gets a suggestion", async () => {
    const { exitCode, stdout, stderr } = await run(["afected"]);
    expect({ exitCode, stdout, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "SLUICE_USAGE: unknown command 'afected'
      (Did you mean affected?)
        hint: Run \`sluice --help\`.",
        "stdout": "",
      }
    `);
  });

  test("a mistyped option gets a suggestion", async () => {
    const { exitCode, stderr } = await run(["affected", "--bsae", "main"]);
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "SLUICE_USAGE: unknown option '--bsae'
      (Did you mean --base?)
        hint: Run \`sluice affected --help\`.",
      }
    `);
  });
});

describe("doctor", () => {
  test("says what is missing, with a fix for each, and exits 1 when a run in CI would break", async () => {
    const path = await repository("doctor", {
      "a/pyproject.toml": '[project\nname = "a"\n',
      "b/go.mod": "module example.com/b\n\ngo 1.24\n",
    });
    const { exitCode, stdout } = await run(["doctor", "--json"], path);
    const { healthy, checks } = JSON.parse(stdout) as {
      healthy: boolean;
      checks: { check: string; status: string; message: string; fix?: string }[];
    };
    expect({ exitCode, healthy }).toEqual({ exitCode: 1, healthy: false });
    expect(checks).toContainEqual({ check: "projects", status: "ok", message: "projects: 1, images: 0" });
    expect(checks).toContainEqual({
      check: "projects",
      status: "error",
      message: expect.stringMatching(/a\/pyproject\.toml:\d/) as string,
      fix: expect.any(String) as string,
    });
    for (const { status, fix } of checks) expect(fix === undefined).toBe(status === "ok");
  });
});

describe("bad input gives one error with code, place and hint, and exit code 2", () => {
  test("not a git repository", async () => {
    const { exitCode, stdout, stderr } = await run(["affected", "--json"]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^SLUICE_NOT_A_REPOSITORY: .+\n {2}hint: .+$/);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, error: { code: "SLUICE_NOT_A_REPOSITORY", hint: expect.any(String) } });
  });

  test("an unknown revision", async () => {
    const path = await repository("revision", { "a.txt": "a" });
    const { exitCode, stdout, stderr } = await run(["affected", "--base", "mian"], path);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^SLUICE_UNKNOWN_REVISION: .*mian.*\n {2}hint: .+$/);
  });

  test("a revision that is an option in disguise", async () => {
    const path = await repository("hostile", { "a.txt": "a" });
    const { exitCode, stderr } = await run(["affected", `--base=--output=${join(folder, "stolen")}`], path);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^SLUICE_UNKNOWN_REVISION/);
  });

  test("an unreadable configuration", async () => {
    const path = await repository("unreadable", { "sluice.config.json": "{ nonsense" });
    const { exitCode, stdout, stderr } = await run(["affected"], path);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^SLUICE_UNREADABLE_CONFIGURATION: sluice\.config\.json.*\n {2}hint: .+$/);
  });

  test("a configuration with two unknown keys names both", async () => {
    const path = await repository("unknown-keys", { "sluice.config.json": JSON.stringify({ image: {}, affected: { ignored: [] } }) });
    const { exitCode, stderr } = await run(["affected"], path);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('affected.ignored: unknown key; did you mean "ignore"?');
    expect(stderr).toContain('image: unknown key; did you mean "images"?');
  });

  test("a folder that is not there", async () => {
    const { exitCode, stderr } = await run(["affected", "--cwd", join(folder, "nowhere")]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^SLUICE_NOT_A_REPOSITORY: There is no folder .*nowhere\n {2}hint: .+$/);
  });
});
