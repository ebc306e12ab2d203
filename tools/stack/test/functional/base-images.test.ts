import { execFile } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { checkDocker } from "../../../setup/docker.mjs";
import { requirePart } from "../../../test/require-part.ts";
import { ensureBaseImages, findRegistryProgram, startRegistry } from "../../index.ts";
import { PUSH_ONCE } from "../../../test/push-once.ts";

const run = promisify(execFile);

test("a Dockerfile's public base image is found in the local registry, for both platforms", async (context) => {
  requirePart(context, (await findRegistryProgram()) === null ? "docker-registry is not installed" : null);
  const docker = await checkDocker();
  requirePart(context, docker.reason);
  requirePart(context, process.getuid?.() === 0 ? null : "base images are made by root");
  if (!docker.available) return;
  const registry = await startRegistry();
  const folder = await mkdtemp(join(tmpdir(), "sluice-base-test-"));
  try {
    const contexts = await ensureBaseImages({ registry, names: ["python:3.13-slim"] });
    expect(contexts).toEqual({ "python:3.13-slim": `docker-image://${registry.address}/base/python:3.13-slim` });

    await writeFile(join(folder, "Dockerfile"), 'FROM python:3.13-slim\nUSER 65532:65532\nENTRYPOINT ["python", "-c", "print(6 * 7)"]\n');
    const options = Object.entries(contexts).map(([name, context]) => `--build-context=${name}=${context}`);
    const reference = `${registry.address}/test/python:1`;
    await run(docker.client, ["buildx", "build", ...options, "--platform=linux/amd64,linux/arm64", PUSH_ONCE, "--tag", reference, folder]);
    const { stdout } = await run(docker.client, ["run", "--rm", "--read-only", "--cap-drop=ALL", reference]);
    expect(stdout.trim()).toBe("42");
    await run(docker.client, ["image", "rm", reference]);
  } finally {
    await registry.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

test("nothing is made where nothing is asked for", async (context) => {
  requirePart(context, (await findRegistryProgram()) === null ? "docker-registry is not installed" : null);
  const registry = await startRegistry();
  try {
    expect(await ensureBaseImages({ registry, names: [] })).toEqual({});
    await expect(stat(join(registry.storage, "docker"))).rejects.toMatchObject({ code: "ENOENT" });
  } finally {
    await registry.stop();
  }
});
