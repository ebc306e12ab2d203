import { chmod, rm } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { builtCommand, runSluice, sluiceEnvironment } from "../../../../tools/test/run-sluice.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

let shop: TestRepository;

beforeAll(async () => {
  shop = TestRepository.init({
    ".changeset/brave-cats-jump.md": '---\n"gateway": minor\n---\n\nThe gateway says its name.\n',
    ".changeset/quiet-rivers-count.md": '---\n"gateway": patch\n"@acme/auth": patch\n---\n\nCounts.\n',
    "services/gateway/pyproject.toml": '[project]\nname = "gateway"\nversion = "1.2.2"\n',
    "libs/auth/package.json": JSON.stringify({ name: "@acme/auth", version: "2.0.0", private: true }),
    "libs/auth/index.js": "",
    "services/gateway/Dockerfile": "FROM scratch\nCOPY pyproject.toml /\n",
  });
  shop.write({
    "../bin/sluice": `#!/bin/sh\nexec '${process.execPath}' '${builtCommand}' "$@"\n`,
    // The first git of a run takes longer than a second.
    "../slow/git": `#!/bin/sh\n[ -e "${shop.folder}/slept" ] || { touch "${shop.folder}/slept"; sleep 2; }\nPATH="\${PATH#*:}"\nexec git "$@"\n`,
  });
  await chmod(join(shop.folder, "bin/sluice"), 0o755);
  await chmod(join(shop.folder, "slow/git"), 0o755);
});
afterAll(() => shop.remove());

describe("in a terminal", () => {
  beforeEach((context) => requirePart(context, process.platform === "linux" ? null : "`script` has other options here"));

  test("a table keeps to the width", async () => {
    const text = await onTerminal("sluice release plan", { columns: 50 });
    expect(
      Math.max(
        ...text
          .split("\n")
          .slice(2)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(50);
    expect(text).toContain("quiet-rivers-count");
  });

  test("what takes over a second says so, and is gone before the result", async () => {
    const raw = await onTerminal("sluice release plan", { slow: true, raw: true });
    expect(raw).toContain("Reading changesets and versions …");
    const screen = raw.slice(raw.lastIndexOf("Reading changesets and versions"));
    expect(screen).toContain("Release plan at");
    // The line is erased before.
    expect(screen.indexOf("\u001B[0K")).toBeGreaterThan(0);
    expect(screen.indexOf("\u001B[0K")).toBeLessThan(screen.indexOf("Release plan at"));
  });

  test("with CI set nothing moves", async () => {
    await rm(join(shop.folder, "slept"), { force: true });
    expect(await onTerminal("sluice release plan", { slow: true, raw: true, env: { CI: "true" } })).not.toContain("…");
  });

  test("names are bold, and with NO_COLOR they are not", async () => {
    const affected = "sluice affected --files libs/auth/index.js";
    expect(await onTerminal(affected, { raw: true })).toContain("\u001B[1m@acme/auth\u001B[22m");
    expect(await onTerminal(affected, { raw: true, env: { NO_COLOR: "1" } })).not.toContain("\u001B[");
    expect(await onTerminal("sluice afected", { raw: true })).toContain("\u001B[31mSLUICE_USAGE\u001B[39m");
  });
});

describe("a mistyped name gets the nearest there is", () => {
  test.each([
    ["affected --why gatway", "SLUICE_UNKNOWN_PROJECT"],
    ["release plan --why atuh", "SLUICE_UNKNOWN_PACKAGE"],
    ["images plan --project gatewya", "SLUICE_UNKNOWN_IMAGE"],
    ["images plan --why gatewya Dockerfile", "SLUICE_UNKNOWN_IMAGE"],
  ])("sluice %s", async (line, code) => {
    const { exitCode, stdout, stderr } = await runSluice(line.split(" "), { cwd: shop.root });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(new RegExp(`^${code}: .*\\n {2}hint: Did you mean "(gateway|@acme/auth)"\\?$`, "m"));
  });

  test.each([
    ["affected --format jsn", 'Did you mean "json"?', "sluice affected"],
    ["init --ci gitlub", 'Did you mean "github"?', "sluice init"],
    ["images pln", "(Did you mean plan?)", "sluice images"],
  ])("sluice %s", async (line, nearest, usage) => {
    const { exitCode, stdout, stderr } = await runSluice(line.split(" "), { cwd: shop.root });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^SLUICE_USAGE: /);
    expect(stderr).toContain(nearest);
    expect(stderr).toContain(`hint: Run \`${usage} --help\`.`);
  });
});

async function onTerminal(
  line: string,
  { columns = 100, slow = false, raw = false, env = {} }: { columns?: number; slow?: boolean; raw?: boolean; env?: Record<string, string> },
): Promise<string> {
  const own = environment({ TERM: "xterm-256color", ...env });
  if (slow) own["PATH"] = `${join(shop.folder, "slow")}:${own["PATH"]}`;
  const { stdout } = await execa("script", ["--quiet", "--return", "--command", `stty cols ${columns}; ${line}`, "/dev/null"], {
    cwd: shop.root,
    env: own,
    extendEnv: false,
    reject: false,
  });
  return raw ? stdout : stripVTControlCharacters(stdout).replaceAll("\r", "");
}

/** Colours as the terminal has them. */
function environment(env: Record<string, string>): Record<string, string> {
  const { NO_COLOR: _, PATH, ...own } = sluiceEnvironment();
  return { ...own, PATH: `${join(shop.folder, "bin")}:${PATH}`, ...env };
}
