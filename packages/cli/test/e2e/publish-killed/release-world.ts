import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type FaultProxy, startFaultProxy, startStack, type Stack } from "../../../../../tools/stack/index.ts";
import { removeLocalImages } from "../../../../../tools/test/remove-local-images.ts";
import { builtCommand, sluiceEnvironment } from "../../../../../tools/test/run-sluice.ts";
import { TestRepository } from "../../../../../tools/test/test-repository.ts";

/** What stands before each server that a publish talks to. */
export type Door = "registry" | "npm" | "github";

/** How a publish came to its end. */
interface Ending {
  exitCode: number | null;
  killed: boolean;
  stderr: string;
}

/** What can be seen of one release from outside, with its version taken out. */
export type Seen = Record<string, unknown>;

/** A repository with releases to make, and everything they are published to, each behind a proxy. */
export interface ReleaseWorld {
  proxies: Record<Door, FaultProxy>;
  /** Commits and pushes the next version of all packages; what the proxies noted before is forgotten. */
  nextVersion(): Promise<string>;
  /** The built command; `onStart` gets how to kill it, `onEvent` each line of its events. */
  publish(hooks?: { onStart?: (kill: () => void) => void; onEvent?: (line: string) => void }): Promise<Ending>;
  /** Asks the servers themselves. */
  look(version: string): Promise<Seen>;
  /** Everything in the file of the journal. */
  journal(): Promise<string>;
  stop(): Promise<void>;
}

const packages = ["@acme/lib", "@acme/app"];
const names = [...packages, "gateway"];

/** Two npm packages, one of which needs the other, and a service with an image. */
export async function startReleaseWorld(docker: string): Promise<ReleaseWorld> {
  const stack = await startStack();
  const shop = TestRepository.init();
  const proxies = {
    registry: await startFaultProxy(stack.addresses.registry),
    npm: await startFaultProxy(new URL(stack.addresses.npm).host),
    github: await startFaultProxy(new URL(stack.addresses.github).host, { ownAddress: true }),
  };
  shop.git("remote", "add", "origin", stack.addresses.git);
  const env = await environment(stack, proxies, shop.folder, docker);
  const running = new Set<number>();
  let count = 0;
  return {
    proxies,
    nextVersion: async () => {
      count += 1;
      for (const proxy of Object.values(proxies)) proxy.requests.splice(0);
      const version = `1.0.${count}`;
      shop.commit(filesOf(version), `chore: release ${version}`);
      shop.git("push", "--quiet", "origin", "HEAD:main");
      return version;
    },
    publish: (hooks = {}) => runPublish({ root: shop.root, env, running, ...hooks }),
    look: (version) => look(stack, shop, version),
    journal: () => readFile(join(shop.root, ".git/sluice/publish.ndjson"), "utf8"),
    stop: async () => {
      for (const pid of running) killGroup(pid);
      await Promise.all(Object.values(proxies).map((proxy) => proxy.stop()));
      await removeLocalImages(docker, proxies.registry.address);
      await stack.stop();
      shop.remove();
    },
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function filesOf(version: string): Record<string, string> {
  const changelog = `# x\n\n## ${version}\n\n### Patch Changes\n\n- It is ${version}.\n`;
  return {
    "package.json": json({ name: "root", private: true, workspaces: ["packages/*"] }),
    ".changeset/config.json": json({ baseBranch: "main", access: "public", privatePackages: { version: true, tag: true } }),
    "packages/lib/package.json": json({ name: "@acme/lib", version, exports: "./index.js" }),
    "packages/lib/index.js": `export default "${version}";\n`,
    "packages/lib/CHANGELOG.md": changelog,
    "packages/app/package.json": json({ name: "@acme/app", version, type: "module", dependencies: { "@acme/lib": version } }),
    "packages/app/CHANGELOG.md": changelog,
    "services/gateway/package.json": json({ name: "gateway", version, private: true }),
    "services/gateway/CHANGELOG.md": changelog,
    "services/gateway/Dockerfile": "FROM scratch\nCOPY hello.txt /\n",
    "services/gateway/hello.txt": `hello ${version}\n`,
  };
}

async function environment(stack: Stack, proxies: ReleaseWorld["proxies"], home: string, docker: string): Promise<Record<string, string>> {
  const token = /_authToken=(\S+)/.exec(await readFile(stack.env["npm_config_userconfig"] ?? "", "utf8"))?.[1] ?? "";
  const github = `http://${proxies.github.address}`;
  return {
    ...sluiceEnvironment(),
    // What a killed publish leaves there goes with the world.
    TMPDIR: home,
    CI: "true",
    DOCKER: docker,
    ...stack.env,
    SLUICE_REGISTRY: `${proxies.registry.address}/acme`,
    GITHUB_API_URL: github,
    GITHUB_SERVER_URL: github,
    npm_config_registry: `http://${proxies.npm.address}/`,
    npm_config_userconfig: "/dev/null",
    npm_config_cache: join(home, "npm-cache"),
    NPM_TOKEN: token,
  };
}

async function runPublish(options: {
  root: string;
  env: Record<string, string>;
  running: Set<number>;
  onStart?: (kill: () => void) => void;
  onEvent?: (line: string) => void;
}): Promise<Ending> {
  const { root, env, running, onStart, onEvent } = options;
  const args = [builtCommand, "release", "publish", "--json"];
  // A group of its own: what it has started can be ended with it.
  const child = spawn(process.execPath, args, { cwd: root, env, detached: true, stdio: ["ignore", "ignore", "pipe"] });
  const pid = child.pid ?? 0;
  running.add(pid);
  let killed = false;
  onStart?.(() => {
    killed = child.kill("SIGKILL") || killed;
  });
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    lines.push(line);
    onEvent?.(line);
  });
  const closed = once(child, "close");
  const [exitCode] = await once(child, "exit");
  // What a killed process has started may hold its output open for longer.
  if (!killed) await closed;
  return { exitCode: typeof exitCode === "number" ? exitCode : null, killed, stderr: lines.join("\n") };
}

/** Ends everything that a killed publish has left running. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // There is nothing left of it.
  }
}

async function look(stack: Stack, shop: TestRepository, version: string): Promise<Seen> {
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(version, "VERSION"));
  const commit = shop.git("rev-parse", "HEAD");
  const tags = shop.git("ls-remote", "--tags", "origin", ...names.map((name) => `${name}@${version}^{}`));
  return {
    npm: plain(await Promise.all(packages.map((name) => lookAtNpm(stack, name, version)))),
    tags: plain(tags.replaceAll(commit, "COMMIT").split("\n").toSorted()),
    lock: shop.git("ls-remote", "origin", "refs/sluice/*"),
    image: await lookAtImage(stack, version),
    releases: plain(await lookAtReleases(stack, version, commit)),
  };
}

async function lookAtNpm(stack: Stack, name: string, version: string): Promise<unknown> {
  const answer = await fetch(`${stack.addresses.npm}${name.replace("/", "%2f")}`);
  const { versions, "dist-tags": distTags } = (await answer.json()) as {
    versions: Record<string, { dist: { integrity: string } }>;
    "dist-tags": unknown;
  };
  return { name, integrity: versions[version]?.dist.integrity.slice(0, 7), distTags };
}

/** Whether all of its tags stand for one image. */
async function lookAtImage(stack: Stack, version: string): Promise<unknown> {
  const accept = "application/vnd.oci.image.index.v1+json";
  const digests = await Promise.all(
    [`v${version}`, "1.0", "1"].map(async (tag) => {
      const url = `http://${stack.addresses.registry}/v2/acme/gateway/manifests/${tag}`;
      const answer = await fetch(url, { method: "HEAD", headers: { accept } });
      return answer.status === 200 ? answer.headers.get("docker-content-digest") : `status ${answer.status}`;
    }),
  );
  return { count: new Set(digests).size, isThere: digests[0]?.startsWith("sha256:") };
}

interface ListedRelease {
  tag_name: string;
  draft: boolean;
  body: string;
  url: string;
  assets: { name: string; state: string; size: number }[];
}

async function lookAtReleases(stack: Stack, version: string, commit: string): Promise<unknown[]> {
  const headers = { authorization: `Bearer ${stack.env["GITHUB_TOKEN"]}` };
  const found: unknown[] = [];
  for (let page = 1; ; page += 1) {
    const url = `${stack.addresses.github}/repos/${stack.env["GITHUB_REPOSITORY"]}/releases?per_page=100&page=${page}`;
    const releases = (await (await fetch(url, { headers })).json()) as ListedRelease[];
    for (const { tag_name: tag, draft, body, assets } of releases) {
      if (!tag.endsWith(`@${version}`)) continue;
      found.push({ tag, draft, body, assets: assets.map(({ name, state }) => `${name} ${state}`).toSorted(), commit: commit.length });
    }
    if (releases.length < 100) return found.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
}
