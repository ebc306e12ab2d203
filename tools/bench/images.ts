// `npm run bench:images`: building, skipping and promoting images, beside plain buildx, on generated services and a local registry.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBaseImages, type Registry, startRegistry } from "../stack/index.ts";
import { PUSH_ONCE } from "../test/push-once.ts";
import { removeLocalImages } from "../test/remove-local-images.ts";
import { describeMachine } from "./describe-machine.ts";
import { generateShop, type GeneratedShop } from "./generate-shop.ts";
import { type Candidate, type Command, measure, type Measurement } from "./measure.ts";
import { type Goal, renderImagesReport } from "./render-images-report.ts";
import { writeReportSection } from "./write-report-section.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    /** Of what takes long and is far from its goal: the script, and building with every step cached. */
    "slow-rounds": { type: "string", default: "2" },
    services: { type: "string", default: "7" },
    many: { type: "string", default: "200" },
    /** Some of the parts alone. */
    part: { type: "string", multiple: true, default: ["change", "nothing", "release", "many"] },
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
const slowRounds = Number(values["slow-rounds"]);
const folder = mkdtempSync(join(tmpdir(), "sluice-bench-images-"));
let registry: Registry | null = null;
try {
  registry = await startRegistry();
  const contexts = await ensureBaseImages({ registry, names: ["node:24-slim"], log: (line) => console.error(line) });
  const measurements: Measurement[] = [];
  const parts = [...sevenParts(registry, contexts), { name: "many", measure: measureMany }];
  for (const part of parts.filter(({ name }) => values.part.includes(name))) {
    measurements.push(...part.measure(registry));
    // The engine keeps whatever its builder pushes, and hundreds of images make it slow.
    await removeLocalImages(docker, registry.address);
  }
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
    goals: GOALS.filter((goal) => measurements.some(({ name }) => name === goal.name)),
  });
  if (values.report === undefined) console.log(report);
  else writeReportSection({ file: values.report, name: "images", content: report });
} finally {
  if (registry !== null) await removeLocalImages(docker, registry.address);
  await registry?.stop();
  rmSync(folder, { recursive: true, force: true });
}

interface Part {
  name: string;
  measure: (registry: Registry) => Measurement[];
}

/** What is measured on seven services; they are generated and built once, when the first part is measured. */
function sevenParts(registry: Registry, contexts: Record<string, string>): Part[] {
  let seven: Seven | null = null;
  const open = () => (seven ??= openSeven(registry, contexts));
  return [
    { name: "change", measure: () => measureChange(open()) },
    { name: "nothing", measure: () => measureNothing(open()) },
    { name: "release", measure: () => measureRelease(open()) },
  ];
}

interface Seven {
  cwd: string;
  /** Changes a file of the first service. */
  change(): void;
  /** Writes the file for {@link Seven.bake}: of the first service, or of all for a release. */
  plan(tag?: string): void;
  bake: Command;
  script: Command;
  count: number;
}

function openSeven({ address }: Registry, contexts: Record<string, string>): Seven {
  const prefix = `${address}/seven`;
  const configuration = { images: { registry: prefix, buildContexts: contexts } };
  const shop = generateShop({ folder: join(folder, "seven"), count: Number(values.services), built: true, configuration });
  const cwd = shop.folder;
  const [changing = ""] = shop.services;
  const bakeFile = join(cwd, ".git/bench-bake.json");
  const chosen = (tag?: string) => (tag === undefined ? ["--project", changing] : ["--all"]);
  run(ours("images", "build", "--all"), cwd);
  return {
    cwd,
    change: () => shop.change(changing),
    plan: (tag) =>
      writeFileSync(
        bakeFile,
        run(ours("images", "plan", "--bake", "--json", ...chosen(tag)), cwd, tag === undefined ? {} : releaseEvent(tag)),
      ),
    bake: [docker, "buildx", "bake", "--file", bakeFile, "--set", PUSH_ONCE.replace(/^--/, "*.")],
    script: script(shop, prefix, contexts),
    count: shop.services.length,
  };
}

function measureChange({ cwd, change, plan, bake, script: builds }: Seven): Measurement[] {
  run(builds, cwd);
  const changed: Candidate = {
    name: CHANGED,
    commands: [ours("images", "build", "--base", "HEAD~1", "--json")],
    prepare: change,
    check: did(["built"]),
  };
  const baked: Candidate = { name: BAKE, commands: [bake], prepare: () => (change(), plan()) };
  return tell([changed, baked, { name: SCRIPT, commands: [builds], prepare: change, rounds: slowRounds }], cwd);
}

function measureNothing({ cwd, count }: Seven): Measurement[] {
  const all = ours("images", "build", "--all", "--json");
  run(all, cwd);
  checkThatNothingIsBuilt(all, cwd);
  return tell([{ name: UNCHANGED, commands: [all], check: did(Array.from({ length: count }, () => "unchanged")) }], cwd);
}

function measureRelease({ cwd, plan, bake, count }: Seven): Measurement[] {
  const all = ours("images", "build", "--all", "--json");
  run(all, cwd);
  let patch = 0;
  const promotion: Candidate = {
    name: PROMOTED,
    commands: [all],
    env: {},
    prepare: () => Object.assign(promotion.env ?? {}, releaseEvent(`v1.0.${(patch += 1)}`)),
    check: did(Array.from({ length: count }, () => "promoted")),
  };
  const next = () => plan(`v1.0.${(patch += 1)}`);
  const caching: Candidate = { name: CACHED, commands: [bake], prepare: next, rounds: slowRounds };
  const building: Candidate = { name: BUILT, commands: [[...bake, "--no-cache"]], prepare: next, rounds: 1 };
  return tell([promotion, caching, building], cwd);
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
      `${docker} buildx build --quiet ${PUSH_ONCE} --platform linux/amd64,linux/arm64 ${flags.join(" ")} --tag ${prefix}/${name}:script services/${name}`,
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
