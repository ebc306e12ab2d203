import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkDocker } from "../../../setup/docker.mjs";
import { requirePart } from "../../../test/require-part.ts";
import { TestRepository } from "../../../test/test-repository.ts";
import { findRegistryProgram, type Stack, startStack } from "../../index.ts";
import { launchServer } from "../../launch-server.ts";
import { PUSH_ONCE } from "../../../test/push-once.ts";

const run = promisify(execFile);

let stack: Stack<"github" | "npm" | "git">;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-stack-test-"));
  stack = await startStack({ parts: ["github", "npm", "git"] });
});

afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
});

test("the registry takes an image from Docker and gives its manifest back", async (context) => {
  requirePart(context, (await findRegistryProgram()) === null ? "docker-registry is not installed" : null);
  const docker = await checkDocker();
  requirePart(context, docker.reason);
  if (!docker.available) return;
  const registry = await startStack({ parts: ["registry"] });
  try {
    await writeFile(join(folder, "hello"), "hello\n");
    await writeFile(join(folder, "Dockerfile"), "FROM scratch\nCOPY hello /\n");
    const reference = `${registry.addresses.registry}/test/hello:1`;
    await run(docker.client, ["buildx", "build", "--platform=linux/amd64,linux/arm64", PUSH_ONCE, "--tag", reference, folder]);
    const { stdout } = await run(docker.client, ["buildx", "imagetools", "inspect", reference]);
    expect(stdout).toContain("linux/amd64");
    expect(stdout).toContain("linux/arm64");
  } finally {
    await registry.stop();
  }
});

test("the npm registry takes a package once and refuses it the second time", async () => {
  // npm hands its own log level down to what it runs: `npm test --silent` would silence this one too.
  const publish = () => run("npm", ["publish", "--loglevel=notice"], { cwd: folder, env: { ...process.env, ...stack.env } });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "@stack/hello", version: "1.0.0" }));
  expect((await publish()).stdout).toContain("@stack/hello@1.0.0");
  await expect(publish()).rejects.toMatchObject({
    stderr: expect.stringContaining("cannot publish over the previously published versions") as string,
  });
  const answer = await fetch(new URL("@stack/hello", stack.addresses.npm));
  expect(await answer.json()).toMatchObject({ "dist-tags": { latest: "1.0.0" } });
});

test("the npm registry refuses a package without a token", async () => {
  const answer = await fetch(new URL("hello", stack.addresses.npm), {
    method: "PUT",
    body: "{}",
    headers: { "content-type": "application/json" },
  });
  expect(answer.status).toBe(401);
});

test("GitHub makes a release once and answers 422 the second time", async () => {
  const url = `${stack.addresses.github}/repos/${stack.env["GITHUB_REPOSITORY"]}/releases`;
  const headers = { authorization: `Bearer ${stack.env["GITHUB_TOKEN"]}`, "content-type": "application/json" };
  const create = () => fetch(url, { method: "POST", headers, body: JSON.stringify({ tag_name: "hello@1.0.0", body: "Hello." }) });
  expect((await create()).status).toBe(201);
  expect((await create()).status).toBe(422);
  expect((await fetch(url, { method: "POST", body: JSON.stringify({ tag_name: "other" }) })).status).toBe(401);
});

test("the origin takes a push and gives a shallow clone", () => {
  using work = TestRepository.init();
  work.commit();
  work.commit();
  work.git("push", "--quiet", stack.addresses.git, "main");
  const shallow = join(work.folder, "shallow");
  work.git("clone", "--quiet", "--depth=1", stack.addresses.git, shallow);
  expect(work.git("-C", shallow, "rev-list", "--count", "HEAD")).toBe("1");
});

test("stopping ends the processes, closes the ports and removes the folders", async () => {
  const own = await startStack({ parts: ["github", "npm", "git"] });
  expect(await isOpen(own.addresses.npm)).toBe(true);
  await own.stop();
  await own.stop();
  expect(await Promise.all([isOpen(own.addresses.github), isOpen(own.addresses.npm)])).toEqual([false, false]);
  expect(own.pids.filter(isRunning)).toEqual([]);
  expect(existsSync(new URL(own.addresses.git))).toBe(false);
  expect(existsSync(own.env["npm_config_userconfig"] ?? "")).toBe(false);
});

// A killed process cannot remove its folder; its servers end all the same.
test.each([
  { signal: "SIGINT", folderStays: false },
  { signal: "SIGTERM", folderStays: false },
  { signal: "SIGKILL", folderStays: true },
] as const)("npm run stack leaves no server behind after $signal", async ({ signal, folderStays }) => {
  const { addresses, end } = await startCommand();
  expect(await isOpen(addresses.get("github") ?? "")).toBe(true);
  await end(signal);
  for (const part of ["github", "npm"]) await expect.poll(() => isOpen(addresses.get(part) ?? ""), { timeout: 60_000 }).toBe(false);
  expect(existsSync(new URL(addresses.get("git") ?? ""))).toBe(folderStays);
});

test("a server that does not start is named, with its own words", async () => {
  const options = { program: "/bin/false", folder, storage: join(folder, "storage") };
  await expect(launchServer("registry", options)).rejects.toMatchObject({
    code: "SLUICE_STACK_FAILED",
    message: expect.stringContaining("docker-registry ended with 1") as string,
  });
});

/** Runs the command in a process of its own, with its folders inside the test's, and reads the addresses that it prints. */
async function startCommand() {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../main.ts")], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, TMPDIR: folder },
  });
  const exited = once(child, "exit");
  const addresses = new Map<string, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [part = "", address = ""] = line.split(/\s+/);
    if (line === "") break;
    addresses.set(part, address);
  }
  child.stdout.resume();
  return { addresses, end: async (signal: NodeJS.Signals) => void (child.kill(signal), await exited) };
}

async function isOpen(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
