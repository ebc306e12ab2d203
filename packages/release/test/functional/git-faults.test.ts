import { fileURLToPath } from "node:url";
import { openRepository } from "@sluice/git";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createOrigin, type Fault, type FaultProxy, type Origin, startFaultProxy } from "../../../../tools/stack/index.ts";
import { type GitServer, startGitServer } from "../../../../tools/test/start-git-server.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";
import { createGitPort } from "../../src/publish/adapters/git-port.ts";
import { createLockPort } from "../../src/publish/adapters/lock-port.ts";
import type { DesiredRelease } from "../../src/publish/desired-release.ts";
import type { PublishPorts } from "../../src/publish/publish-ports.ts";
import { publishRelease } from "../../src/publish/publish-release.ts";
import type { PublishResult } from "../../src/publish/publish-run.ts";

let repository: TestRepository;
let origin: Origin;
let server: GitServer;
let proxy: FaultProxy;
let ports: PublishPorts;
let made = 0;

beforeAll(async () => {
  repository = TestRepository.init();
  repository.commit({ "a.txt": "a\n" });
  origin = await createOrigin();
  server = await startGitServer(fileURLToPath(origin.url));
  proxy = await startFaultProxy(server.address);
  repository.git("remote", "add", "origin", `http://${proxy.address}${server.path}`);
  repository.git("push", "--quiet", origin.url, "HEAD:main");
  // A server that hangs is given up after a second.
  const opened = await openRepository(repository.root, { env: { ...process.env, GIT_HTTP_LOW_SPEED_TIME: "1" } });
  const holder = { name: "ada", machine: "here", pid: 1, run: null };
  ports = {
    images: { look: refuse, build: refuse, move: refuse, moveBack: refuse, check: refuse, labels: refuse, sboms: refuse },
    npm: { look: refuse, publish: refuse, setDistTag: refuse, deprecate: refuse, tryOut: refuse, matchesIntegrity: refuse, check: refuse },
    indexes: {},
    git: createGitPort({ repository: opened, remote: "origin", branch: "main", defaultBranch: "main" }),
    github: null,
    lock: createLockPort({ repository: opened, remote: "origin", holder, isRunning: () => true, breakLock: false }),
  };
});
beforeEach(() => breakLock());
afterAll(async () => {
  await proxy.stop();
  await server.stop();
  await origin.stop();
  repository.remove();
});

const refs = /info\/refs/;
const pack = /git-receive-pack$/;

/** The lock is the first push, the tags are the second, the lock's end is the third. */
function onPush(which: 1 | 2 | 3, answer: Fault["answer"] | number, more: Partial<Fault> = {}): Fault {
  return { path: pack, methods: ["POST"], skip: which - 1, answer: typeof answer === "number" ? { status: answer } : answer, ...more };
}

test.each<[string, Fault]>([
  ["asks to wait", { path: refs, times: 1, answer: { status: 429, headers: { "retry-after": "1" } } }],
  ["hangs for a moment", { path: refs, times: 1, answer: "hang" }],
  ["cuts its answer off", { path: refs, times: 1, answer: "cut" }],
  ["takes the lock, and says that it failed", onPush(1, 500, { times: 1, accepted: true })],
  ["takes the tags, and hangs up", onPush(2, "reset", { times: 1, accepted: true })],
  ["fails when the tags come, for a moment", onPush(2, 500, { times: 1 })],
  ["takes the lock back, and says that it failed", onPush(3, 500, { times: 1, accepted: true })],
])("a remote that %s has the tags in the same run, and the lock is free", async (_title, fault) => {
  proxy.setFaults([fault]);
  const { published, warnings } = await publish(nextRelease());
  expect([published.map(({ kind }) => kind), warnings]).toEqual([["git-tag"], []]);
  expect(left()).toEqual([]);
});

test.each<[string, Fault, RegExp]>([
  ["whose login has expired (401)", onPush(2, 401), /401|Authentication failed|could not read Username/],
  ["that forbids it (403)", onPush(2, 403, { times: 1 }), /403/],
])("a remote %s is named, and the next run goes on", async (_title, fault, reason) => {
  const desired = nextRelease();
  proxy.setFaults([fault]);
  const error = await publish(desired).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "SLUICE_PUBLISH_FAILED", message: expect.stringMatching(reason) });
  breakLock();
  expect((await publish(desired)).published.map(({ kind }) => kind)).toEqual(["git-tag"]);
});

test("a remote that never answers is told before anything is written", async () => {
  proxy.setFaults([{ path: refs, answer: "hang" }]);
  await expect(publish(nextRelease())).rejects.toMatchObject({ code: "SLUICE_GIT_FAILED", message: expect.stringContaining("ls-remote") });
  expect(left()).toEqual([]);
});

test("a lock that cannot be given back hides nothing: the publish is done, and the warning says who takes it", async () => {
  proxy.setFaults([onPush(3, 403)]);
  const { published, warnings } = await publish(nextRelease());
  expect([published.length, warnings]).toMatchObject([1, [{ code: "SLUICE_LOCK_LEFT", message: expect.stringContaining("--break-lock") }]]);
});

function nextRelease(): DesiredRelease[] {
  made += 1;
  const name = `part${made}`;
  const gitTag = `${name}@1.0.0`;
  const packages = [{ name, version: "1.0.0", images: [], npm: null, indexed: [] }];
  return [{ gitTag, commit: repository.git("rev-parse", "HEAD"), packages, github: null }];
}

function publish(desired: readonly DesiredRelease[]): Promise<PublishResult> {
  return publishRelease({ desired, ports, confirmDelays: [0] });
}

/** What holds the lock, asked past the proxy. */
function left(): string[] {
  proxy.setFaults([]);
  return repository
    .git("ls-remote", origin.url, "refs/sluice/*")
    .split("\n")
    .filter((line) => line !== "");
}

function breakLock(): void {
  if (left().length > 0) repository.git("push", "--quiet", origin.url, ":refs/sluice/publish-lock");
}

function refuse(): Promise<never> {
  return Promise.reject(new Error("there is none here"));
}
