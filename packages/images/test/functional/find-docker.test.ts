import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

async function program(name: string, script: string): Promise<void> {
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, "docker"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}
