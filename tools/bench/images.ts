// `npm run bench:images`: building, skipping and promoting images, beside plain buildx, on generated services and a local registry.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBaseImages, type Registry, startRegistry } from "../stack/index.ts";
import { removeLocalImages } from "../test/remove-local-images.ts";
import { describeMachine } from "./describe-machine.ts";
import { generateShop, type GeneratedShop } from "./generate-shop.ts";
import { type Candidate, type Command, measure, type Measurement } from "./measure.ts";
import { type Goal, renderImagesReport } from "./render-images-report.ts";
import { writeReportSection } from "./write-report-section.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    services: { type: "string", default: "7" },
    many: { type: "string", default: "200" },
    report: { type: "string" },
  },
});

const CHANGED = "sluice, one of seven changed";
const BAKE = "bake of that target";
const SCRIPT = "script, a build for each";
const UNCHANGED = "sluice, seven unchanged";
const MANY = `sluice, ${values.many} unchanged`;
const PROMOTED = "sluice, release of seven, promoted";
const BUILT = "bake of the release, built";
const CACHED = "bake of the release, all steps cached";

const GOALS: readonly Goal[] = [
  { name: CHANGED, of: BAKE, most: 1.2 },
  { name: CHANGED, of: SCRIPT, least: 3 },
  { name: UNCHANGED, seconds: 1 },
  { name: MANY, seconds: 5 },
  { name: PROMOTED, of: BUILT, least: 5 },
  { name: PROMOTED, of: CACHED, least: 5 },
];

const sluice = join(import.meta.dirname, "../../packages/cli/bin/sluice.js");
const docker = findClient();
const rounds = Number(values.rounds);
const folder = mkdtempSync(join(tmpdir(), "sluice-bench-images-"));
let registry: Registry | null = null;
try {
  registry = await startRegistry();
  const contexts = await ensureBaseImages({ registry, names: ["node:24-slim"], log: (line) => console.error(line) });
  const measurements = [...measureSeven(registry, contexts), ...measureMany(registry)];
  const report = renderImagesReport({
    command: "npm run bench:images",
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    versions: [
      `node ${process.versions.node}`,
      `docker ${output([docker, "version", "--format", "{{.Server.Version}}"])}`,
      buildxVersion(),
    ],
    many: Number(values.many),
    measurements,
    goals: GOALS,
  });
  if (values.report === undefined) console.log(report);
  else writeReportSection({ file: values.report, name: "images", content: report });
} finally {
  if (registry !== null) await removeLocalImages(docker, registry.address);
  await registry?.stop();
  rmSync(folder, { recursive: true, force: true });
}

function measureSeven({ address }: Registry, contexts: Record<string, string>): Measurement[] {
  const prefix = `${address}/seven`;
  const configuration = { images: { registry: prefix, buildContexts: contexts } };
  const shop = generateShop({ folder: join(folder, "seven"), count: Number(values.services), built: true, configuration });
  const cwd = shop.folder;
  const [changing = ""] = shop.services;
  run(ours("images", "build", "--all"), cwd);
  run(script(shop, prefix, contexts), cwd);
  const change = () => shop.change(changing);
  const bakeFile = join(cwd, ".git/bench-bake.json");
  const plan = (tag?: string) =>
    writeFileSync(
      bakeFile,
      run(ours("images", "plan", "--bake", "--json", ...chosen(tag)), cwd, tag === undefined ? {} : releaseEvent(tag)),
    );
  const chosen = (tag?: string) => (tag === undefined ? ["--project", changing] : ["--all"]);
  const bake = [docker, "buildx", "bake", "--file", bakeFile] as const;

  const oneChanged = tell(
    [
      { name: CHANGED, commands: [ours("images", "build", "--base", "HEAD~1", "--json")], prepare: change, check: did(["built"]) },
      { name: BAKE, commands: [bake], prepare: () => (change(), plan()) },
      { name: SCRIPT, commands: [script(shop, prefix, contexts)], prepare: change },
    ],
    cwd,
  );
  run(ours("images", "build", "--all"), cwd);
  const all = ours("images", "build", "--all", "--json");
  checkThatNothingIsBuilt(all, cwd);
  const unchanged = tell(
    [{ name: UNCHANGED, commands: [all], check: did(Array.from({ length: shop.services.length }, () => "unchanged")) }],
    cwd,
  );

  let patch = 0;
  const promotion: Candidate = {
    name: PROMOTED,
    commands: [all],
    env: {},
    prepare: () => Object.assign(promotion.env ?? {}, releaseEvent(`v1.0.${(patch += 1)}`)),
    check: did(Array.from({ length: shop.services.length }, () => "promoted")),
  };
  const caching: Candidate = { name: CACHED, commands: [bake], prepare: () => plan(`v1.0.${(patch += 1)}`) };
  const building: Candidate = { name: BUILT, commands: [[...bake, "--no-cache"]], prepare: () => plan(`v1.0.${(patch += 1)}`), rounds: 1 };
  return [...oneChanged, ...unchanged, ...tell([promotion, caching, building], cwd)];
}

function measureMany({ address }: Registry): Measurement[] {
  const count = Number(values.many);
  const configuration = { images: { registry: `${address}/many`, platforms: ["linux/amd64"] } };
  const { folder: cwd } = generateShop({ folder: join(folder, "many"), count, built: false, configuration });
  run(ours("images", "build", "--all"), cwd);
  const all = ours("images", "build", "--all", "--json");
  checkThatNothingIsBuilt(all, cwd);
  return tell([{ name: MANY, commands: [all], check: did(Array.from({ length: count }, () => "unchanged")) }], cwd);
}

/** Measures, and says on stderr what came out: the whole takes minutes. */
function tell(candidates: readonly Candidate[], cwd: string): Measurement[] {
  const measurements = measure(candidates, { cwd, rounds });
  for (const { name, times } of measurements) console.error(`${name}: ${times.map((time) => `${(time / 1000).toFixed(2)} s`).join(", ")}`);
  return measurements;
}

function ours(...args: string[]): Command {
  return [process.execPath, sluice, ...args];
}

/** What a team has without a tool: one build after the other. */
function script({ services }: GeneratedShop, prefix: string, contexts: Record<string, string>): Command {
  const flags = Object.entries(contexts).map(([name, value]) => `--build-context ${name}=${value}`);
  const builds = services.map(
    (name) =>
      `${docker} buildx build --quiet --push --platform linux/amd64,linux/arm64 ${flags.join(" ")} --tag ${prefix}/${name}:script services/${name}`,
  );
  return ["sh", "-ec", builds.join("\n")];
}

/** The variables of a workflow that the push of a git tag started. */
function releaseEvent(tag: string): Record<string, string> {
  return {
    GITHUB_EVENT_NAME: "push",
    GITHUB_REF: `refs/tags/${tag}`,
    GITHUB_REPOSITORY: "acme/shop",
    GITHUB_API_URL: "http://127.0.0.1:9",
  };
}

/** Throws unless the images were dealt with like this. */
function did(expected: readonly string[]): (stdout: string) => void {
  return (stdout) => {
    const { images }: { images: { action: string }[] } = JSON.parse(stdout);
    const actions = images.map(({ action }) => action);
    if (actions.join() !== expected.join()) throw new Error(`expected ${expected.join()}, and got ${actions.join()}`);
  };
}

/** Runs the command once with a client that writes down what it is asked for. */
function checkThatNothingIsBuilt(command: Command, cwd: string): void {
  const [client, log] = [join(folder, "docker"), join(folder, "docker.log")];
  writeFileSync(client, `#!/bin/sh\necho "$*" >> ${log}\nexec ${docker} "$@"\n`, { mode: 0o755 });
  writeFileSync(log, "");
  run(command, cwd, { DOCKER: client });
  if (/bake|buildx build/.test(readFileSync(log, "utf8"))) throw new Error("something was built although nothing changed");
}

function run([program, ...args]: Command, cwd: string, env: Record<string, string> = {}): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${program} ${args.join(" ").slice(0, 200)} ended with ${status}: ${stderr.slice(-2000)}`);
  return stdout;
}

function output([program, ...args]: Command): string {
  return execFileSync(program, args, { encoding: "utf8" }).trim();
}

function buildxVersion(): string {
  return output([docker, "buildx", "version"]).split(" ").slice(0, 2).join(" ").replace("github.com/docker/", "");
}

/** The first client with buildx: an older one without it may stand before it. */
function findClient(): string {
  const client = ["docker", "/usr/bin/docker"].find((program) => spawnSync(program, ["buildx", "version"]).status === 0);
  if (client === undefined) throw new Error("there is no docker client with buildx");
  return client;
}
