import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { builtCommand, runSluice, sluiceEnvironment } from "../../../../tools/test/run-sluice.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

function run(args: string[], cwd = tmpdir()) {
  return runSluice(args, { cwd });
}

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

  test("of a command in a group, asked for the other way round", async () => {
    const { exitCode, stdout } = await run(["help", "images", "plan"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining("Usage: sluice images plan") });
  });

  test("no command at all is a wrong call that is answered with the help", async () => {
    const { exitCode, stdout, stderr } = await run([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("Usage: sluice");
  });
});

describe("wrong usage", () => {
  test("a folder that is gone is said, as a document too", async () => {
    using repository = TestRepository.init();
    const { exitCode, stdout, stderr } = await execa(
      "sh",
      ["-c", 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', "sh", process.execPath, builtCommand, "affected", "--json"],
      { cwd: repository.root, env: sluiceEnvironment(), extendEnv: false, reject: false },
    );
    expect({ exitCode, error: JSON.parse(stdout).error }).toMatchObject({ exitCode: 2, error: { code: "SLUICE_NO_ACCESS" } });
    expect(stderr).toContain("The folder that the command was started in is gone");
  });

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
    using repository = TestRepository.init({
      "a/pyproject.toml": '[project\nname = "a"\n',
      "b/go.mod": "module example.com/b\n\ngo 1.24\n",
    });
    const { exitCode, stdout } = await run(["doctor", "--json"], repository.root);
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
    using repository = TestRepository.init({ "a.txt": "a" });
    const { exitCode, stdout, stderr } = await run(["affected", "--base", "mian"], repository.root);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^SLUICE_UNKNOWN_REVISION: .*mian.*\n {2}hint: .+$/);
  });

  test("a revision that is an option in disguise", async () => {
    using repository = TestRepository.init({ "a.txt": "a" });
    const { exitCode, stderr } = await run(["affected", `--base=--output=${join(repository.folder, "stolen")}`], repository.root);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^SLUICE_UNKNOWN_REVISION/);
  });

  test("an unreadable configuration", async () => {
    using repository = TestRepository.init({ "sluice.config.json": "{ nonsense" });
    const { exitCode, stdout, stderr } = await run(["affected"], repository.root);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^SLUICE_UNREADABLE_CONFIGURATION: sluice\.config\.json.*\n {2}hint: .+$/);
  });

  test("a configuration with two unknown keys names both", async () => {
    using repository = TestRepository.init({ "sluice.config.json": JSON.stringify({ image: {}, affected: { ignored: [] } }) });
    const { exitCode, stderr } = await run(["affected"], repository.root);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('affected.ignored: unknown key; did you mean "ignore"?');
    expect(stderr).toContain('image: unknown key; did you mean "images"?');
  });

  test("a number of tasks that is none", async () => {
    const { exitCode, stdout, stderr } = await run(["run", "-t", "build", "--parallel", "many"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^SLUICE_USAGE: --parallel takes a number .*"many"\n {2}hint: .+$/);
  });

  test.skipIf(!existsSync("/dev/full"))("a full disk behind standard output", async () => {
    using repository = TestRepository.init({ "a.txt": "a" });
    const script = '"$0" "$1" affected --json --base HEAD > /dev/full';
    const settings = { cwd: repository.root, env: sluiceEnvironment(), extendEnv: false, reject: false } as const;
    const { exitCode, stderr } = await execa("sh", ["-c", script, process.execPath, builtCommand], settings);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^SLUICE_DISK_FULL: .+\n {2}hint: .+$/);
  });

  test("a registry that is an address, also for the doctor", async () => {
    using repository = TestRepository.init({
      Dockerfile: "FROM scratch\n",
      "sluice.config.json": '{ "images": { "registry": "https://x/y" } }',
    });
    const { exitCode, stderr } = await run(["images", "plan", "--all"], repository.root);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringMatching(/^SLUICE_BAD_REFERENCE: images\.registry .*\n {2}hint: .*x\/y\.$/),
    });
    const doctor = await run(["doctor"], repository.root);
    expect({ exitCode: doctor.exitCode, stdout: doctor.stdout }).toEqual({
      exitCode: 1,
      stdout: expect.stringContaining("SLUICE_BAD_REFERENCE"),
    });
  });

  test("a file of images plan without the image that it is asked for", async () => {
    using repository = TestRepository.init({ "a.txt": "a" });
    const { exitCode, stdout, stderr } = await run(["images", "plan", "a.txt"], repository.root);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^SLUICE_USAGE: a\.txt.*--why <image>\n {2}hint: .+$/);
  });

  test("a folder that is not there", async () => {
    const { exitCode, stderr } = await run(["affected", "--cwd", join(tmpdir(), "nowhere")]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^SLUICE_NOT_A_REPOSITORY: There is no folder .*nowhere\n {2}hint: .+$/);
  });
});
