import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openRepository, type Repository } from "@sluice/git";
import { openGitHub } from "@sluice/github";
import {
  createGitHubPort,
  createGitPort,
  createLockPort,
  createNpmPort,
  openPublishJournal,
  publishRelease,
  verifyRelease,
  type DesiredRelease,
  type PublishPorts,
} from "@sluice/release";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Fault, type FaultProxy, startFaultProxy, startStack, type Stack } from "../../../../tools/stack/index.ts";
import { TempRepository } from "./temp-repository.ts";

const gitHubToken = "ghp_aVerySecretTokenForGitHub";
let stack: Stack<"github" | "npm" | "git">;
let repository: TempRepository;
let opened: Repository;
let commit = "";
let npmToken = "";
let home = "";
let doors: { npm: FaultProxy; github: FaultProxy };
/** Everything that anybody could read afterwards: events, errors, the journal. */
let said = "";
let count = 0;

beforeAll(async () => {
  stack = await startStack({ parts: ["github", "npm", "git"] });
  home = await mkdtemp(join(tmpdir(), "sluice-faults-"));
  npmToken = /_authToken=(\S+)/.exec(await readFile(stack.env["npm_config_userconfig"] ?? "", "utf8"))?.[1] ?? "";
  doors = {
    npm: await startFaultProxy(new URL(stack.addresses.npm).host),
    github: await startFaultProxy(new URL(stack.addresses.github).host, { ownAddress: true }),
  };
  const packages = Array.from({ length: 60 }, (_, index) => index + 1);
  repository = TempRepository.init({
    "package.json": '{ "name": "root", "private": true, "workspaces": ["packages/*"] }\n',
    ...Object.fromEntries(packages.map((index) => [`packages/p${index}/package.json`, `{ "name": "p${index}", "version": "1.0.0" }\n`])),
  });
  repository.git("remote", "add", "origin", stack.addresses.git);
  repository.git("push", "--quiet", "origin", "HEAD:main");
  opened = await repository.open();
  commit = (await opened.headRevision()) ?? "";
});
afterEach(() => {
  doors.npm.setFaults([]);
  doors.github.setFaults([]);
  const secrets = [npmToken, gitHubToken, "npm_wrongwrongwrong"].flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
  ]);
  if (secrets.some((secret) => said.includes(secret))) throw new Error(`a token is in what was said:\n${said}`);
});
afterAll(async () => {
  await doors.npm.stop();
  await doors.github.stop();
  repository.remove();
  await stack.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

/** A request that is spoiled, in short. */
function fault(method: string, path: RegExp, answer: Fault["answer"] | number, more: Partial<Fault> = {}): Fault {
  return { methods: [method], path, answer: typeof answer === "number" ? { status: answer, body: '{"message":"no"}' } : answer, ...more };
}

const put = /^\/p\d+$/;
const releases = /\/releases$/;
const release = /\/releases\/\d+$/;
const assets = /\/assets/;
const tooMany: Fault["answer"] = { status: 429, headers: { "retry-after": "1" }, body: '{"message":"slow down"}' };

describe("npm: a registry", () => {
  test.each<[string, Fault]>([
    ["that asks to wait", fault("GET", put, tooMany, { times: 1 })],
    ["that asks to wait with a package", fault("PUT", put, tooMany, { times: 1 })],
    ["that fails for a moment", fault("PUT", put, 500, { times: 1 })],
    ["whose answer is cut off", fault("GET", put, "cut", { times: 1 })],
    ["that hangs for a moment", fault("GET", put, "hang", { times: 1 })],
    ["that accepts, and says that it failed", fault("PUT", put, 500, { accepted: true })],
    ["that accepts, and says that the version exists", fault("PUT", put, 409, { accepted: true })],
    ["that accepts, and hangs up", fault("PUT", put, "cut")],
    ["that loses the connection in mid-upload", fault("PUT", put, "reset-upload", { times: 1 })],
  ])("%s gets everything in the same run", async (_title, wrong) => {
    const { desired } = nextRelease(["npm"]);
    doors.npm.setFaults([wrong]);
    await publish(desired, portsFor(wrong));
    doors.npm.setFaults([]);
    expect(await whatIsWrong(desired)).toEqual([]);
  });

  test.each<[string, Fault, RegExp]>([
    ["whose token has expired (401)", fault("PUT", put, 401), /401|E401|logged in|Unauthorized|authenticate/i],
    ["that forbids it (403)", fault("PUT", put, 403), /403/],
    ["that does not know the scope (404)", fault("PUT", put, 404), /404/],
    ["that has a conflict (409)", fault("PUT", put, 409), /409/],
    ["that finds the package invalid (422)", fault("PUT", put, 422), /422/],
    ["that keeps failing (500)", fault("PUT", put, 500), /500/],
    ["that never answers to a package", fault("PUT", put, "hang"), /timed out|timeout/i],
  ])("%s is named, and the next run goes on", async (_title, wrong, reason) => {
    const { desired, name } = nextRelease(["npm"]);
    doors.npm.setFaults([wrong]);
    doors.npm.requests.splice(0);
    const error = await failureOf(publish(desired, portsFor(wrong)));
    expect(error).toMatchObject({ code: "SLUICE_PUBLISH_FAILED" });
    expect(error.message).toMatch(reason);
    expect(error.message).toContain(`Still missing: npm ${name}@1.0.0`);
    expect(doors.npm.requests.filter(({ line }) => line.startsWith("PUT ")).length).toBeLessThanOrEqual(3);
    doors.npm.setFaults([]);
    await publish(desired);
    expect(await whatIsWrong(desired)).toEqual([]);
  });

  test.each<[string, Fault, string]>([
    ["whose token is wrong", fault("GET", /whoami/, 401), "SLUICE_NPM_LOGIN"],
    ["that may not be asked", fault("GET", put, 403), "SLUICE_NPM_UNAUTHORIZED"],
    ["that never answers", fault("GET", put, "hang"), "SLUICE_NPM_UNREACHABLE"],
    ["that keeps failing", fault("GET", put, 503), "SLUICE_NPM_UNREACHABLE"],
    ["that had the version once", fault("GET", put, { status: 200, body: '{"time":{"1.0.0":"2026"}}' }), "SLUICE_VERSION_BURNED"],
  ])("%s is told before anything is written", async (_title, wrong, code) => {
    const { desired } = nextRelease(["npm"]);
    doors.npm.setFaults([wrong]);
    doors.npm.requests.splice(0);
    expect(await failureOf(publish(desired, portsFor(wrong)))).toMatchObject({ code, hint: expect.stringMatching(/\w/) });
    expect(doors.npm.requests.length).toBeLessThanOrEqual(6);
    expect(doors.npm.requests.filter(({ line }) => line.startsWith("PUT "))).toEqual([]);
  });

  test("that has the name for somebody else is told before anything is written", async () => {
    const { desired, name } = nextRelease(["npm"]);
    doors.npm.setFaults([
      fault("GET", /collaborators/, { status: 200, body: '{"eve":"read-write","publisher":"read-only"}' }),
      fault("GET", put, { status: 200, body: '{"versions":{}}' }),
    ]);
    doors.npm.requests.splice(0);
    expect(await failureOf(publish(desired))).toMatchObject({
      code: "SLUICE_NAME_TAKEN",
      message: expect.stringMatching(new RegExp(`${name} is in .* already, and publisher may not publish it`)),
      hint: expect.stringContaining("npm owner add"),
    });
    expect(doors.npm.requests.filter(({ line }) => line.startsWith("PUT "))).toEqual([]);
  });

  test("that has a package which somebody published by hand from another commit is told, with what to do", async () => {
    const { desired, name } = nextRelease(["npm"]);
    const other = "f".repeat(40);
    const packument = { versions: { "1.0.0": { gitHead: other, dist: { integrity: "sha512-x", tarball: "http://x" } } } };
    doors.npm.setFaults([fault("GET", put, { status: 200, body: JSON.stringify(packument) })]);
    expect(await failureOf(publish(desired))).toMatchObject({
      code: "SLUICE_VERSION_TAKEN",
      message: expect.stringContaining(`${name}@1.0.0 is in the npm registry already, published from the commit ffffffffffff`),
      hint: expect.stringContaining("git checkout ffffffffffff"),
    });
  });

  test("that has what was published by hand from this commit is taken as it is", async () => {
    const { desired, name } = nextRelease(["npm", "github"]);
    const env = { ...npmEnvironment(), ...stack.env };
    await execa("npm", ["publish", `./packages/${name}`], { cwd: repository.root, env, extendEnv: false });
    const { published } = await publish(desired);
    expect(published.map(({ kind }) => kind)).toEqual(["git-tag", "github-release"]);
    expect(await whatIsWrong(desired)).toEqual([]);
  });
});

describe("GitHub", () => {
  test.each<[string, Fault]>([
    ["that asks to wait", fault("POST", releases, tooMany, { times: 1 })],
    ["that fails for a moment", fault("GET", releases, 502, { times: 2 })],
    ["that makes the draft, and says that it failed", fault("POST", releases, 500, { accepted: true })],
    ["that makes the draft, and hangs up", fault("POST", releases, "reset", { accepted: true })],
    ["whose answer to a file is cut off", fault("POST", assets, "cut", { times: 1 })],
    ["that takes a file, and says that it failed", fault("POST", assets, 500, { accepted: true, times: 1 })],
    ["that loses a file in mid-upload", fault("POST", assets, "reset-upload", { times: 1 })],
    ["that publishes, and says that it failed", fault("PATCH", release, 500, { accepted: true })],
    ["that hangs for a moment", fault("GET", /\/releases\/tags/, "hang", { times: 1 })],
  ])("%s has the release in the same run", async (_title, wrong) => {
    const { desired } = nextRelease(["github"]);
    doors.github.setFaults([wrong]);
    await publish(desired, portsFor(wrong));
    doors.github.setFaults([]);
    expect(await whatIsWrong(desired)).toEqual([]);
  });

  test.each<[string, Fault, RegExp]>([
    ["whose token has expired (401)", fault("POST", releases, 401), /SLUICE_GITHUB_UNAUTHORIZED/],
    ["that forbids it (403)", fault("POST", releases, 403), /SLUICE_GITHUB_FORBIDDEN/],
    ["that does not find the repository (404)", fault("POST", releases, 404), /SLUICE_GITHUB_NOT_FOUND/],
    ["that has a conflict (409)", fault("POST", releases, 409), /409/],
    ["that finds it invalid (422)", fault("POST", releases, 422), /422/],
    ["that keeps failing to publish it (500)", fault("PATCH", release, 500), /500/],
    ["that never answers", fault("PATCH", release, "hang"), /SLUICE_GITHUB_UNREACHABLE/],
    ["that takes no file", fault("POST", assets, 500), /500/],
  ])("%s is named, and the next run goes on from the draft", async (_title, wrong, reason) => {
    const { desired, name } = nextRelease(["github"]);
    doors.github.setFaults([wrong]);
    doors.github.requests.splice(0);
    const error = await failureOf(publish(desired, portsFor(wrong)));
    expect(error).toMatchObject({ code: "SLUICE_PUBLISH_FAILED" });
    expect(error.message).toMatch(reason);
    expect(error.message).toContain(`Still missing: github-release ${name}@1.0.0`);
    expect(doors.github.requests.length).toBeLessThan(60);
    doors.github.setFaults([]);
    await publish(desired);
    expect(await whatIsWrong(desired)).toEqual([]);
  });

  test.each<[string, Fault, string]>([
    ["that does not take the token", fault("GET", /^\/repos\/[^/]+\/[^/]+$/, 401), "SLUICE_GITHUB_UNAUTHORIZED"],
    ["that does not know the repository", fault("GET", /^\/repos\/[^/]+\/[^/]+$/, 404), "SLUICE_GITHUB_NOT_FOUND"],
    [
      "with few requests left",
      fault("GET", /rate_limit/, { status: 200, body: '{"resources":{"core":{"remaining":3,"reset":1800000000}}}' }),
      "SLUICE_GITHUB_BUDGET",
    ],
  ])("%s is told before anything is written", async (_title, wrong, code) => {
    const { desired } = nextRelease(["github"]);
    doors.github.setFaults([wrong]);
    expect(await failureOf(publish(desired))).toMatchObject({ code, hint: expect.stringMatching(/\w/) });
    expect((await opened.remoteTags("origin")).has(desired[0]?.gitTag ?? "")).toBe(false);
  });
});

test("without a GitHub token, and with fewer requests left than the files of the releases need, nothing is begun", async () => {
  const api = { getRepository: refuse, getRateLimit: refuse, getRelease: refuse, getLatestRelease: refuse };
  const writes = { createRelease: refuse, updateRelease: refuse, uploadAsset: refuse, deleteAsset: refuse, readAsset: refuse };
  expect(await createGitHubPort({ ...api, ...writes }, false).check(1, 0)).toMatchObject([{ code: "SLUICE_GITHUB_TOKEN_MISSING" }]);
  doors.github.setFaults([fault("GET", /rate_limit/, { status: 200, body: '{"resources":{"core":{"remaining":20,"reset":1800000000}}}' })]);
  const { github } = openPorts();
  expect(await github?.check(1, 0)).toEqual([]);
  expect(await github?.check(1, 4)).toMatchObject([{ code: "SLUICE_GITHUB_BUDGET", message: expect.stringContaining("need 31") }]);
});

describe("git and the machine", () => {
  test("a tag that was moved is told, and so is one that moves between the look and the push", async () => {
    const { desired, name } = nextRelease(["github"]);
    repository.git("commit", "--quiet", "--allow-empty", "--message", "other");
    const other = repository.git("rev-parse", "HEAD");
    repository.git("reset", "--quiet", "--hard", commit);
    const ports = openPorts();
    const late = publish(desired, {
      ...ports,
      git: {
        ...ports.git,
        pushTags: async (names) => {
          repository.git("push", "--quiet", "origin", `${other}:refs/tags/${name}@1.0.0`);
          await ports.git.pushTags(names);
        },
      },
    });
    expect(await failureOf(late)).toMatchObject({ code: "SLUICE_PUBLISH_FAILED", message: expect.stringContaining("SLUICE_TAG_EXISTS") });
    expect(await failureOf(publish(desired))).toMatchObject({ code: "SLUICE_TAG_EXISTS", hint: expect.stringContaining("git checkout") });
  });

  test("a remote that refuses the tags is named, and the next run pushes them", async () => {
    const { desired } = nextRelease(["npm"]);
    const hook = join(fileURLToPath(stack.addresses.git), "hooks/pre-receive");
    await writeFile(hook, "#!/bin/sh\ngrep -q refs/tags/ && { echo 'tags are protected' >&2; exit 1; }\nexit 0\n");
    await chmod(hook, 0o755);
    const error = await failureOf(publish(desired));
    await rm(hook);
    expect(error.message).toMatch(/tags are protected[^]*Published by this run: npm/);
    expect((await publish(desired)).published.map(({ kind }) => kind)).toEqual(["git-tag"]);
  });

  test("two runners at once: each thing is made once, and the one that is refused knows why", async () => {
    const { desired, name } = nextRelease(["npm", "github"]);
    doors.npm.requests.splice(0);
    doors.github.requests.splice(0);
    const runs = await Promise.allSettled([publish(desired, withLock(1)), publish(desired, withLock(2))]);
    const refused = runs.flatMap((run) => (run.status === "rejected" ? [Object(run.reason).code] : []));
    // The second may come when the first is done already.
    expect([[], ["SLUICE_PUBLISH_LOCKED"]]).toContainEqual(refused);
    expect(await whatIsWrong(desired)).toEqual([]);
    const taken = [...doors.npm.requests, ...doors.github.requests].filter(({ status }) => status !== null && status < 300);
    expect(taken.filter(({ line }) => line === `PUT /${name}`)).toHaveLength(1);
    expect(taken.filter(({ line }) => /^POST .*\/releases$/.test(line))).toHaveLength(1);
  });

  test("a shallow clone, a dirty tree and a branch that no release comes from are told together", async () => {
    const folder = join(home, "shallow");
    repository.git("commit", "--quiet", "--allow-empty", "--message", "so that there is something to cut off");
    repository.git("push", "--quiet", "--force", "origin", "HEAD:refs/heads/main");
    repository.git("reset", "--quiet", "--hard", commit);
    await execa("git", ["clone", "--quiet", "--depth=1", stack.addresses.git, folder]);
    await writeFile(join(folder, "new.txt"), "new\n");
    const clone = await openRepository(folder);
    const { desired } = nextRelease([]);
    const git = openGit(clone, "feature/x");
    expect(await failureOf(publish(desired, { ...openPorts(), git }))).toMatchObject({
      code: "SLUICE_PREFLIGHT_FAILED",
      message: expect.stringMatching(/3 things[^]*SLUICE_DIRTY_TREE[^]*SLUICE_SHALLOW_HISTORY[^]*SLUICE_WRONG_BRANCH/),
    });
    expect(await openGit(opened, "1.x").check(["1.2.3", "1.0.0"])).toEqual([]);
    expect(await openGit(opened, "1.x").check(["2.0.0"])).toMatchObject([
      { code: "SLUICE_WRONG_BRANCH", message: expect.stringContaining("1.x alone") },
    ]);
    expect(await openGit(opened, "feature/x").check(["2.0.0-rc.1", "0.0.0-pr-1-abc"])).toEqual([]);
  });

  test("a journal on a full disk stops nothing, and is told", async () => {
    const journal = openPublishJournal("/dev/full");
    journal.record({ kind: "begun" });
    expect(journal.problem()).toMatchObject({ code: "SLUICE_JOURNAL_UNWRITABLE", message: expect.stringContaining("ENOSPC") });
  });

  test("a full disk is named, and with room again the next run goes on", async (context) => {
    const disk = join(home, "disk");
    await mkdir(disk);
    const mounted = await execa("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], { reject: false });
    if (mounted.exitCode !== 0) return context.skip("a small disk can be mounted by root alone");
    try {
      const root = join(disk, "clone");
      repository.git("push", "--quiet", "--force", "origin", `${commit}:refs/heads/main`);
      await execa("git", ["clone", "--quiet", stack.addresses.git, root]);
      const ports = { ...openPorts({ root }), git: openGit(await openRepository(root)) };
      const { desired } = nextRelease(["npm"]);
      await execa("dd", ["if=/dev/zero", `of=${join(disk, "filler")}`, "bs=1k"], { reject: false });
      const error = await failureOf(publish(desired, ports));
      expect(error.message).toMatch(/No space left on device|ENOSPC/);
      await rm(join(disk, "filler"));
      await publish(desired, ports);
      expect(await whatIsWrong(desired)).toEqual([]);
    } finally {
      await execa("umount", [disk]);
    }
  });

  test("no token is in the arguments of a process", async () => {
    const { desired } = nextRelease(["npm", "github"]);
    const log = join(home, "arguments");
    const bin = join(home, "bin");
    await mkdir(bin);
    const path = process.env["PATH"] ?? "";
    for (const program of ["npm", "git"]) {
      const file = join(bin, program);
      await writeFile(file, `#!/bin/sh\necho "${program} $*" >> '${log}'\nPATH='${path}'\nexec ${program} "$@"\n`);
      await chmod(file, 0o755);
    }
    const npm = createNpmPort({ root: repository.root, registry: null, env: { ...npmEnvironment(), PATH: `${bin}${delimiter}${path}` } });
    await publish(desired, { ...openPorts(), npm });
    const seen = await readFile(log, "utf8");
    expect(seen).toContain("npm publish");
    said += seen;
  });
});

/** A release of a package that no other test has. */
function nextRelease(targets: readonly ("npm" | "github")[]): { desired: DesiredRelease[]; name: string } {
  count += 1;
  const name = `p${count}`;
  const gitTag = `${name}@1.0.0`;
  const npm = { name, version: "1.0.0", root: `packages/${name}`, distTag: "latest", access: "public", registry: null } as const;
  const github = { tag: gitTag, name: gitTag, body: "- It is there.", prerelease: false };
  const packages = [{ name, version: "1.0.0", images: [], indexed: [], npm: targets.includes("npm") ? npm : null }];
  return { desired: [{ gitTag, commit, packages, github: targets.includes("github") ? github : null }], name };
}

function npmEnvironment(): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    npm_config_registry: `http://${doors.npm.address}/`,
    npm_config_userconfig: "/dev/null",
    npm_config_fetch_retry_mintimeout: "50",
    npm_config_fetch_retry_maxtimeout: "200",
    NPM_TOKEN: npmToken,
  };
}

function openGit(from: Repository, branch = "main"): PublishPorts["git"] {
  return createGitPort({ repository: from, remote: "origin", branch, defaultBranch: "main" });
}

function refuse(): Promise<never> {
  return Promise.reject(new Error("there are no images here"));
}

/** The doors. Only what hangs is given up early (`hurried`): any other answer may take as long as a busy machine needs. */
function openPorts({ root = repository.root, hurried = false }: { root?: string; hurried?: boolean } = {}): PublishPorts {
  const timeout = hurried ? 1_000 : 60_000;
  const patience = { tries: 3, timeout, delay: 20, longestWait: 100 };
  return {
    images: { look: refuse, build: refuse, move: refuse, moveBack: refuse, check: refuse, labels: refuse, sboms: refuse },
    npm: createNpmPort({ root, registry: null, env: npmEnvironment(), patience, npmTimeout: hurried ? 4_000 : 120_000 }),
    indexes: {},
    git: openGit(opened),
    github: createGitHubPort(
      openGitHub({
        apiUrl: `http://${doors.github.address}`,
        repository: stack.env["GITHUB_REPOSITORY"] ?? "",
        token: stack.env["GITHUB_TOKEN"] ?? "",
        second: 20,
        timeout,
      }),
      true,
    ),
  };
}

function portsFor({ answer }: Fault): PublishPorts {
  return openPorts({ hurried: answer === "hang" });
}

function withLock(run: number): PublishPorts {
  const holder = { name: "ada", machine: `${hostname()}-${run}`, pid: process.pid, run: null };
  return {
    ...openPorts(),
    lock: createLockPort({ repository: opened, remote: "origin", holder, isRunning: () => true, breakLock: false }),
  };
}

/** Publishes with a journal, and keeps everything that is said. */
async function publish(desired: readonly DesiredRelease[], ports: PublishPorts = openPorts()) {
  const journal = openPublishJournal(join(home, "journal.ndjson"));
  const onEvent = (event: object): void => journal.record({ kind: "event", event });
  try {
    return await publishRelease({ desired, ports, onEvent, confirmDelays: [0, 100] });
  } catch (error) {
    const { message, hint, cause, stack: trace } = Object(error);
    said += `${message}\n${hint}\n${cause}\n${trace}\n`;
    throw error;
  } finally {
    said += await readFile(journal.path, "utf8").catch(() => "");
  }
}

async function failureOf(run: Promise<unknown>): Promise<Error> {
  const failure = await run.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(failure instanceof Error)) throw new Error("it did not fail");
  return failure;
}

/** Everything that is not as the release says, or still left to do. */
async function whatIsWrong(desired: readonly DesiredRelease[]): Promise<unknown[]> {
  const ports = openPorts();
  const { findings } = await verifyRelease({ desired, ports, tryOut: false });
  return [...findings, ...(await publish(desired, ports)).published];
}
