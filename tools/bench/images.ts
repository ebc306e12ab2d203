// `npm run bench:images`: building, skipping and promoting images, beside plain buildx, on generated services and a local registry.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { checkDocker, startDockerd } from "../setup/docker.mjs";
import { ensureBaseImages, type Registry, startRegistry, whyNoBuildkit } from "../stack/index.ts";
import { PUSH_ONCE } from "../test/push-once.ts";
import { removeLocalImages } from "../test/remove-local-images.ts";
import { type BuildScripts, renderBuildScripts } from "./build-script.ts";
import { describeMachine } from "./describe-machine.ts";
import { FreshBuilder } from "./fresh-builder.ts";
import { generateShop } from "./generate-shop.ts";
import { type Candidate, type Command, measure, type Measurement } from "./measure.ts";
import { type Goal, renderImagesReport } from "./render-images-report.ts";
import { writeReportSection } from "./write-report-section.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    /** On a builder that begins empty, which takes long to fill. */
    "ci-rounds": { type: "string", default: "3" },
    /** Of what takes long and is far from its goal: the script, and building with every step cached. */
    "slow-rounds": { type: "string", default: "2" },
    services: { type: "string", default: "7" },
    many: { type: "string", default: "200" },
    /** Some of the parts alone. */
    part: { type: "string", multiple: true, default: ["change", "ci", "nothing", "release", "many"] },
    report: { type: "string" },
  },
});

const CHANGED = "sluice, one of seven changed";
const BAKE = "bake of that target";
const SCRIPT = "script, a build for each";
const CI_CHANGED = `${CHANGED}, in CI`;
const CI_BAKE = `${BAKE}, in CI`;
const CI_SCRIPT = `${SCRIPT}, in CI`;
const UNCHANGED = "sluice, seven unchanged";
const MANY = `sluice, ${values.many} unchanged`;
const PROMOTED = "sluice, release of seven, promoted";
const BUILT = "bake of the release, built";
const CACHED = "bake of the release, all steps cached";

/** A machine with a warm cache is where a build is to be three times faster than the script; see {@link renderImagesReport} on the other. */
const GOALS: readonly Goal[] = [
  { name: CHANGED, of: BAKE, most: 1.2 },
  { name: CHANGED, of: SCRIPT, least: 3 },
  { name: CI_CHANGED, of: CI_BAKE, most: 1.2 },
  { name: UNCHANGED, seconds: 1 },
  { name: MANY, seconds: 5 },
  { name: PROMOTED, of: BUILT, least: 5 },
  { name: PROMOTED, of: CACHED, least: 5 },
];

/** For bake with the engine's own builder. */
const ONCE = ["--set", PUSH_ONCE.replace(/^--/, "*.")] as const;

const sluice = join(import.meta.dirname, "../../packages/cli/bin/sluice.js");
const engine = await startDockerd();
const docker = await requireDocker();
const rounds = Number(values.rounds);
const slowRounds = Number(values["slow-rounds"]);
const folder = mkdtempSync(join(tmpdir(), "sluice-bench-images-"));
const builder = new FreshBuilder(docker, folder);
let registry: Registry | null = null;
try {
  registry = await startRegistry();
  const bases = await ensureBaseImages({ registry, names: ["node:24-slim"], log: (line) => console.error(line) });
  const base = bases["node:24-slim"]?.replace("docker-image://", "") ?? "";
  const scripts = renderBuildScripts({ push: PUSH_ONCE });
  const measurements: Measurement[] = [];
  const parts = [...sevenParts({ registry, base, scripts }), { name: "many", measure: measureMany }];
  for (const part of parts.filter(({ name }) => values.part.includes(name))) {
    measurements.push(...(await part.measure(registry)));
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
    scripts,
    measurements,
    goals: GOALS.filter((goal) => measurements.some(({ name }) => name === goal.name)),
    bounds: [
      { ours: CHANGED, least: BAKE, of: SCRIPT, unchanged: Number(values.services) - 1 },
      { ours: CI_CHANGED, least: CI_BAKE, of: CI_SCRIPT, unchanged: Number(values.services) - 1 },
    ],
  });
  if (values.report === undefined) console.log(report);
  else writeReportSection({ file: values.report, name: "images", content: report });
} finally {
  await builder.stop();
  if (registry !== null) await removeLocalImages(docker, registry.address);
  await registry?.stop();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
}

interface Part {
  name: string;
  measure: (registry: Registry) => Promise<Measurement[]>;
}

interface Shop {
  registry: Registry;
  /** Image of Node.js. */
  base: string;
  scripts: BuildScripts;
}

/** What is measured on seven services; they are generated and built once, when the first part is measured. */
function sevenParts(shop: Shop): Part[] {
  let seven: Seven | null = null;
  const open = () => (seven ??= openSeven(shop));
  return [
    { name: "change", measure: () => measureChange(open()) },
    { name: "ci", measure: () => measureChangeInCi(open()) },
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
  /** Without what becomes of the image. */
  bake: Command;
  scripts: Record<keyof BuildScripts, Command>;
  /** What they need besides. */
  env: Record<string, string>;
  /** Where the first service's image goes, without a tag. */
  changing: string;
  count: number;
}

function openSeven({ registry: { address }, base, scripts }: Shop): Seven {
  const prefix = `${address}/seven`;
  const configuration = { images: { registry: prefix } };
  const shop = generateShop({ folder: join(folder, "seven"), count: Number(values.services), base, configuration });
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
    bake: [docker, "buildx", "bake", "--file", bakeFile],
    scripts: { laptop: ["sh", "-ec", scripts.laptop], ci: ["sh", "-ec", scripts.ci] },
    // Before an older client without buildx, which may stand first.
    env: { REGISTRY: address, PATH: [dirname(docker), process.env["PATH"]].join(delimiter) },
    changing: `${prefix}/${changing}`,
    count: shop.services.length,
  };
}

function measureChange({ cwd, change, plan, bake, scripts, env }: Seven): Promise<Measurement[]> {
  run(scripts.laptop, cwd, env);
  const changed: Candidate = {
    name: CHANGED,
    commands: [ours("images", "build", "--base", "HEAD~1", "--json")],
    prepare: change,
    check: did(["built"]),
  };
  const baked: Candidate = { name: BAKE, commands: [[...bake, ...ONCE]], prepare: () => (change(), plan()) };
  const built: Candidate = { name: SCRIPT, commands: [scripts.laptop], env, prepare: change, rounds: slowRounds };
  return tell([changed, baked, built], { cwd, rounds });
}

/** Each timed run has a builder that begins empty and a clone that Sluice has not seen; the registry holds the steps of the run before. */
async function measureChangeInCi({ cwd, change, plan, bake, scripts, env, changing }: Seven): Promise<Measurement[]> {
  const problem = whyNoBuildkit();
  if (problem !== null) throw new Error(problem);
  const all = { ...env, ...builder.env };
  const prepare = async () => {
    change();
    plan();
    rmSync(join(cwd, ".git/sluice"), { recursive: true, force: true });
    await builder.renew();
  };
  const cache = [`cache-from=type=registry,ref=${changing}:cache-bake`, `cache-to=type=registry,ref=${changing}:cache-bake,mode=max`];
  const measurements = await tell(
    [
      {
        name: CI_CHANGED,
        commands: [ours("images", "build", "--base", "HEAD~1", "--cache", "registry", "--json")],
        env: all,
        prepare,
        check: did(["built"]),
      },
      { name: CI_BAKE, commands: [[...bake, ...cache.flatMap((text) => ["--set", `*.${text}`])]], env: all, prepare },
      { name: CI_SCRIPT, commands: [scripts.ci], env: all, prepare, rounds: slowRounds },
    ],
    { cwd, rounds: Number(values["ci-rounds"]) },
  );
  await builder.stop();
  return measurements;
}

function measureNothing({ cwd, count }: Seven): Promise<Measurement[]> {
  const all = ours("images", "build", "--all", "--json");
  run(all, cwd);
  checkThatNothingIsBuilt(all, cwd);
  return tell([{ name: UNCHANGED, commands: [all], check: did(Array.from({ length: count }, () => "unchanged")) }], { cwd, rounds });
}

function measureRelease({ cwd, plan, bake, count }: Seven): Promise<Measurement[]> {
  const all = ours("images", "build", "--all", "--json");
  run(all, cwd);
  let patch = 0;
  const promotion: Candidate = {
    name: PROMOTED,
    commands: [all],
    env: {},
    prepare: () => void Object.assign(promotion.env ?? {}, releaseEvent(`v1.0.${(patch += 1)}`)),
    check: did(Array.from({ length: count }, () => "promoted")),
  };
  const next = () => plan(`v1.0.${(patch += 1)}`);
  const caching: Candidate = { name: CACHED, commands: [[...bake, ...ONCE]], prepare: next, rounds: slowRounds };
  const building: Candidate = { name: BUILT, commands: [[...bake, ...ONCE, "--no-cache"]], prepare: next, rounds: 1 };
  return tell([promotion, caching, building], { cwd, rounds });
}

function measureMany({ address }: Registry): Promise<Measurement[]> {
  const count = Number(values.many);
  const configuration = { images: { registry: `${address}/many`, platforms: ["linux/amd64"] } };
  const { folder: cwd } = generateShop({ folder: join(folder, "many"), count, base: null, configuration });
  run(ours("images", "build", "--all"), cwd);
  const all = ours("images", "build", "--all", "--json");
  checkThatNothingIsBuilt(all, cwd);
  return tell([{ name: MANY, commands: [all], check: did(Array.from({ length: count }, () => "unchanged")) }], { cwd, rounds });
}

/** Measures, and says on stderr what came out: the whole takes minutes. */
async function tell(candidates: readonly Candidate[], options: { cwd: string; rounds: number }): Promise<Measurement[]> {
  const measurements = await measure(candidates, options);
  for (const { name, times } of measurements) console.error(`${name}: ${times.map((time) => `${(time / 1000).toFixed(2)} s`).join(", ")}`);
  return measurements;
}

function ours(...args: string[]): Command {
  return [process.execPath, sluice, ...args];
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

async function requireDocker(): Promise<string> {
  const { client, reason } = await checkDocker();
  if (client === null) throw new Error(engine.reason ?? reason);
  return client;
}
