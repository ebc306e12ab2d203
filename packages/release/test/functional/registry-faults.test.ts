import {
  createChartsPort,
  createGitPort,
  publishRelease,
  verifyRelease,
  type DesiredRelease,
  type PackageIndexPort,
  type PublishPorts,
} from "@sluice/release";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  createOrigin,
  type Fault,
  type FaultProxy,
  findRegistryProgram,
  startFaultProxy,
  startRegistry,
} from "../../../../tools/stack/index.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { TempRepository } from "./temp-repository.ts";

// The OCI registry's part of the table of faults; npm's and GitHub's are in publish-faults.test.ts.
let repository: TempRepository;
let door: FaultProxy;
let charts: PackageIndexPort;
let git: PublishPorts["git"];
let commit = "";
let missing: string | null = null;
let count = 0;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  missing = (await findRegistryProgram()) === null ? "docker-registry is not installed" : null;
  if (missing !== null) return;
  const [registry, origin] = await Promise.all([startRegistry(), createOrigin()]);
  door = await startFaultProxy(registry.address);
  const numbers = Array.from({ length: 30 }, (_, index) => index + 1);
  repository = TempRepository.init(
    Object.fromEntries(numbers.map((number) => [`c${number}/Chart.yaml`, `apiVersion: v2\nname: c${number}\nversion: 1.0.0\n`])),
  );
  stops.push(
    () => door.stop(),
    () => registry.stop(),
    () => origin.stop(),
    async () => repository.remove(),
  );
  repository.git("remote", "add", "origin", origin.url);
  repository.git("push", "--quiet", "origin", "HEAD:main");
  const opened = await repository.open();
  commit = (await opened.headRevision()) ?? "";
  charts = createChartsPort({ root: repository.root, env: { HOME: repository.root }, patience: 300 });
  git = createGitPort({ repository: opened, remote: "origin", branch: "main", defaultBranch: "main" });
});
afterAll(async () => {
  for (const stop of stops) await stop();
});
beforeEach((context) => requirePart(context, missing));

function fault(method: string, path: RegExp, answer: Fault["answer"] | number, more: Partial<Fault> = {}): Fault {
  const body = '{"errors":[{"code":"DENIED","message":"no"}]}';
  return { methods: [method], path, answer: typeof answer === "number" ? { status: answer, body } : answer, ...more };
}

const manifest = /\/manifests\//;
const upload = /\/blobs\/uploads\/.+digest=/;
const tooMany: Fault["answer"] = { status: 429, headers: { "retry-after": "1" }, body: "{}" };

test.each<[string, Fault]>([
  ["asks to wait", fault("GET", manifest, tooMany, { times: 1 })],
  ["asks to wait with a manifest", fault("PUT", manifest, tooMany, { times: 1 })],
  ["fails for a moment", fault("PUT", manifest, 500, { times: 1 })],
  ["hangs for a moment", fault("GET", manifest, "hang", { times: 1 })],
  ["hangs up", fault("PUT", manifest, "reset", { times: 1 })],
  ["cuts its answer off", fault("GET", manifest, "cut", { times: 1, skip: 1 })],
  ["loses an upload half way", fault("PUT", upload, "reset-upload", { times: 1 })],
  ["takes an upload, and says that it failed", fault("PUT", upload, 500, { accepted: true, times: 1 })],
  ["takes a manifest, and says that it failed", fault("PUT", manifest, 500, { accepted: true })],
  ["takes a manifest, and says that there is another", fault("PUT", manifest, 409, { accepted: true })],
  ["takes a manifest, and hangs up", fault("PUT", manifest, "reset", { accepted: true })],
])("a registry that %s gets everything in the same run", async (_title, wrong) => {
  const desired = nextRelease();
  let spoiled = 0;
  door.setFaults([{ ...wrong, onSpoil: () => (spoiled += 1) }]);
  await publish(desired);
  expect(spoiled).toBeGreaterThan(0);
  door.setFaults([]);
  expect(await whatIsWrong(desired)).toEqual([]);
});

test.each<[string, Fault, RegExp]>([
  ["whose login has expired (401)", fault("PUT", manifest, 401), /SLUICE_REGISTRY_UNAUTHORIZED/],
  ["that forbids it (403)", fault("PUT", manifest, 403), /SLUICE_REGISTRY_UNAUTHORIZED/],
  ["that does not know the repository (404)", fault("PUT", manifest, 404), /HTTP 404/],
  ["that has a conflict (409)", fault("PUT", manifest, 409), /HTTP 409: no/],
  ["that finds it invalid (422)", fault("PUT", manifest, 422), /HTTP 422: no/],
  ["that never answers", fault("PUT", manifest, "hang"), /SLUICE_REGISTRY_UNREACHABLE/],
  ["that asks to wait for an hour", fault("PUT", manifest, { status: 429, headers: { "retry-after": "3600" } }), /HTTP 429/],
])("a registry %s is named, no git tag is pushed, and the next run goes on", async (_title, wrong, reason) => {
  const desired = nextRelease();
  const [{ gitTag }] = desired;
  door.setFaults([wrong]);
  door.requests.splice(0);
  const failure: unknown = await publish(desired).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "SLUICE_PUBLISH_FAILED", message: expect.stringMatching(reason) });
  expect(failure).toMatchObject({ hint: expect.stringContaining("Run the same command again") });
  expect((await git.remoteTags()).has(gitTag)).toBe(false);
  expect(door.requests.length).toBeLessThan(20);
  door.setFaults([]);
  expect((await publish(desired)).published.map(({ kind }) => kind)).toEqual(["helm", "git-tag"]);
  expect(await whatIsWrong(desired)).toEqual([]);
});

/** A release of a chart that no other test has. */
function nextRelease(): [DesiredRelease] {
  count += 1;
  const name = `c${count}`;
  const reference = `${door.address}/charts/${name}:1.0.0`;
  const indexed = [{ kind: "helm" as const, name, version: "1.0.0", root: name, reference, needs: [] }];
  const gitTag = `${name}@1.0.0`;
  return [{ gitTag, commit, github: null, packages: [{ name, version: "1.0.0", images: [], npm: null, indexed }] }];
}

function refuse(): Promise<never> {
  return Promise.reject(new Error("there is none here"));
}

function openPorts(): PublishPorts {
  return {
    images: { look: refuse, build: refuse, move: refuse, moveBack: refuse, check: refuse, labels: refuse, sboms: refuse },
    npm: {
      look: refuse,
      publish: refuse,
      setDistTag: refuse,
      deprecate: refuse,
      tryOut: refuse,
      matchesIntegrity: refuse,
      check: refuse,
    },
    indexes: { helm: charts },
    git,
    github: null,
  };
}

function publish(desired: readonly DesiredRelease[]) {
  return publishRelease({ desired, ports: openPorts(), confirmDelays: [0, 100] });
}

/** Everything that is not as the release says, or still left to do. */
async function whatIsWrong(desired: readonly DesiredRelease[]): Promise<unknown[]> {
  const { findings } = await verifyRelease({ desired, ports: openPorts(), tryOut: false });
  return [...findings, ...(await publish(desired)).published];
}
