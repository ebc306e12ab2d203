import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBuildxPlugin } from "../../src/buildx/find-buildx-plugin.ts";
import { findDocker } from "../../src/buildx/find-docker.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-find-docker-"));
  await program("old", 'echo "docker: unknown command: docker buildx" >&2; exit 1');
  await program(
    "new",
    'if [ "$1" = buildx ]; then echo "github.com/docker/buildx 0.13.1"; fi; printf "one\\ntwo\\n" >&2; exit "${CODE:-0}"',
  );
  await program("slow", 'if [ "$1" = buildx ]; then exit 0; fi; exec sleep 30');
});
afterAll(() => rm(folder, { recursive: true }));

describe("findDocker", () => {
  it("passes over a client without buildx that stands first on PATH", async () => {
    const docker = await findDocker({ cwd: folder, env: pathOf("none", "old", "new") });
    expect(docker.program).toBe(join(folder, "new/docker"));
  });

  it("takes the client that DOCKER names, and no other", async () => {
    expect((await findDocker({ cwd: folder, env: { ...pathOf("old"), DOCKER: join(folder, "new/docker") } })).program).toBe(
      join(folder, "new/docker"),
    );
    await expect(findDocker({ cwd: folder, env: { ...pathOf("new"), DOCKER: join(folder, "old/docker") } })).rejects.toMatchObject({
      code: "SLUICE_BUILDX_MISSING",
    });
    await expect(findDocker({ cwd: folder, env: { ...pathOf("new"), DOCKER: join(folder, "none") } })).rejects.toMatchObject({
      code: "SLUICE_BUILDX_MISSING",
    });
  });

  it("says which part is missing", async () => {
    await expect(findDocker({ cwd: folder, env: pathOf("none") })).rejects.toMatchObject({ code: "SLUICE_DOCKER_MISSING" });
    await expect(findDocker({ cwd: folder, env: {} })).rejects.toMatchObject({ code: "SLUICE_DOCKER_MISSING" });
    await expect(findDocker({ cwd: folder, env: pathOf("old") })).rejects.toMatchObject({
      code: "SLUICE_BUILDX_MISSING",
      message: expect.stringContaining(join(folder, "old/docker")),
    });
  });

  it("gives the exit code, the whole text, and each line as it comes", async () => {
    const docker = await findDocker({ cwd: folder, env: pathOf("new") });
    const lines: string[] = [];
    const result = await docker.run(["x"], { env: { CODE: "3" }, onStderr: (line) => lines.push(line) });
    expect({ result, lines }).toEqual({ result: { exitCode: 3, stdout: "", stderr: "one\ntwo\n" }, lines: ["one", "two"] });
  });

  it("ends what takes too long", async () => {
    const docker = await findDocker({ cwd: folder, env: pathOf("slow") });
    expect(await docker.run(["x"], { timeout: 200 })).toMatchObject({ exitCode: 124, stderr: "i/o timeout\n" });
  });
});

function pathOf(...names: string[]): Record<string, string> {
  return {
    PATH: [...names.map((name) => join(folder, name)), "/usr/bin", "/bin"]
      .slice(0, names.includes("slow") ? undefined : names.length)
      .join(delimiter),
  };
}

describe("the plugin of buildx", () => {
  let env: Record<string, string> = {};
  const place = () => ({ cwd: folder, env, systemFolders: [join(folder, "system")] });

  beforeAll(async () => {
    env = { PATH: join(folder, "client"), DOCKER_CONFIG: join(folder, "config") };
    await mkdir(join(folder, "client"));
    // Not a script, as docker is none.
    await copyFile("/bin/true", join(folder, "client/docker"));
    for (const [path, text] of [
      ["config/cli-plugins", 'echo "$DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND $*"'],
      ["broken/cli-plugins", "exit 3"],
      ["extra", "exit 0"],
      ["system", "exit 0"],
    ] as const) {
      await mkdir(join(folder, path), { recursive: true });
      await writeFile(join(folder, path, "docker-buildx"), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    }
  });

  it("is run in the client's place, as the client runs it", async () => {
    const docker = await findDocker({ cwd: folder, env });
    expect(docker.program).toBe(join(folder, "client/docker"));
    expect((await docker.run(["buildx", "bake"])).stdout).toBe(`${join(folder, "client/docker")} buildx bake\n`);
    expect((await docker.run(["info"])).stdout).toBe("");
  });

  it("is left to a client that can do without it", async () => {
    const docker = await findDocker({ cwd: folder, env: { ...env, DOCKER_CONFIG: join(folder, "broken") } });
    expect(await docker.run(["buildx", "bake"])).toMatchObject({ exitCode: 0, stdout: "" });
  });

  it("is the first in the folders of docker's configuration, the user's, and the system's", async () => {
    const client = join(folder, "client/docker");
    expect(findBuildxPlugin(client, place())).toBe(join(folder, "config/cli-plugins/docker-buildx"));
    await writeFile(
      join(folder, "config/config.json"),
      JSON.stringify({ cliPluginsExtraDirs: [join(folder, "none"), join(folder, "extra")] }),
    );
    expect(findBuildxPlugin(client, place())).toBe(join(folder, "extra/docker-buildx"));
    const elsewhere = { ...place(), env: { HOME: join(folder, "none") } };
    expect(findBuildxPlugin(client, elsewhere)).toBe(join(folder, "system/docker-buildx"));
  });

  it("is not looked for beside what only has docker's name", async () => {
    expect(findBuildxPlugin(join(folder, "new/docker"), place())).toBeNull();
    expect(findBuildxPlugin(join(folder, "none/docker"), place())).toBeNull();
    const named = await findDocker({ cwd: folder, env: { ...env, DOCKER: join(folder, "client/docker") } });
    expect((await named.run(["buildx", "bake"])).stdout).toBe("");
  });
});

async function program(name: string, script: string): Promise<void> {
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, "docker"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}
