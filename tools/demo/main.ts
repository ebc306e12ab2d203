// `npm run demo`: the whole way, from a change in one service to a verified release, on real parts on this machine.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkDocker, startDockerd } from "../setup/docker.mjs";
import { ensureBaseImages, startStack, type Stack } from "../stack/index.ts";
import { buildContextOptions, certificateOptions } from "./build-options.ts";
import { runReleasedImage, STRICT_OPTIONS } from "./run-released-image.ts";
import { renderSummary, type SummaryRow } from "./summary.ts";
import { announce, ask, explain, show, type Shell } from "./terminal.ts";
import { createThrowAwayClone } from "./throw-away-clone.ts";

const root = join(import.meta.dirname, "../..");
const service = "gateway";
const started = performance.now();
const rows: SummaryRow[] = [];

const dockerd = await startDockerd();
const docker = await checkDocker();
if (!docker.available) console.log(`Docker is not available here (${docker.reason}): the steps with images are left out.`);

const stack = await startStack({ parts: docker.available ? ["registry", "github", "npm", "git"] : ["github", "npm", "git"] });
const clone = await createThrowAwayClone({ root, origin: stack.addresses.git });
try {
  await runDemo();
  console.log(`\n${renderSummary(rows, (performance.now() - started) / 1000)}`);
  process.exitCode = rows.some(({ ok }) => ok === false) ? 1 : 0;
} catch (error) {
  console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await clone.remove();
  await stack.stop();
  await dockerd.stop();
}

async function runDemo(): Promise<void> {
  const shell: Shell = { cwd: clone.path, env: { ...stack.env, CI: "true", FORCE_COLOR: "0", NX_DAEMON: "false", ...dockerEnv() } };
  const before = await ask(shell, "git", ["rev-parse", "HEAD"]);
  const imageOptions = docker.available ? await prepareImages(stack) : [];

  await changeService(shell);
  await showAffected(shell, before);
  await runTargets(shell, before);
  if (docker.available) await buildBranchImage(shell, before, imageOptions);
  await describeChange(shell);
  const version = await applyVersion(shell);
  const gitTag = `${service}@${version}`;
  await pushReleaseTag(shell, gitTag);
  await publish(shell, gitTag, imageOptions);
  await publishAgain(shell, gitTag, imageOptions);
  if (docker.available) await runImage(shell, version);
}

function dockerEnv(): Record<string, string> {
  return docker.available ? { DOCKER: docker.client } : {};
}

async function prepareImages(running: Stack): Promise<string[]> {
  announce("Local stand-ins for the public base images");
  explain("The Dockerfiles name public images; a named build context puts a local one in their place.");
  const contexts = await ensureBaseImages({ registry: running.registry, names: ["node:24-slim"], log: explain });
  // The scanner that makes SBOMs comes from a public registry, which the demo does without.
  return [...buildContextOptions(contexts), ...certificateOptions(process.env), "--no-sbom"];
}

async function changeService(shell: Shell): Promise<void> {
  announce(`A change in one service: ${service}`);
  const path = join(shell.cwd, "services", service, "src/schema.ts");
  const text = await readFile(path, "utf8");
  const changed = text
    .replace(/^( *)type Query \{$/m, '$1type Query {\n$1  "The name of this gateway."\n$1  name: String!')
    .replace(/^( *)Query: \{$/m, '$1Query: {\n$1  name: () => "gateway",');
  if (!changed.includes("name: () =>")) throw new Error(`${path} has no Query to add a field to.`);
  await writeFile(path, changed);
  await show(shell, "git", ["diff", "--stat"]);
  await show(shell, "git", ["commit", "--quiet", "--all", "--message", "feat(gateway): say the gateway's name"]);
}

async function showAffected(shell: Shell, base: string): Promise<void> {
  announce("What the change affects, and why");
  await show(shell, "sluice", ["affected", "--base", base]);
  const names = await ask(shell, "sluice", ["affected", "--base", base, "--format", "names"]);
  rows.push({ what: "affected projects", result: names.split("\n").join(", "), ok: names === service });
}

async function runTargets(shell: Shell, base: string): Promise<void> {
  announce("Only the affected targets run");
  await show(shell, "sluice", ["run", "-t", "lint", "test", "build", "--base", base]);
  rows.push({ what: "lint, test, build", result: `of ${service} alone`, ok: true });
}

async function buildBranchImage(shell: Shell, base: string, options: string[]): Promise<void> {
  announce("The image, for both platforms, under the branch tag");
  await show(shell, "git", ["push", "--quiet", "origin", "main"]);
  const head = await ask(shell, "git", ["rev-parse", "HEAD"]);
  await show(onPush(shell, "refs/heads/main", head), "sluice", ["images", "build", "--base", base, ...toRegistry(shell), ...options]);
  const tag = `main-sha${head.slice(0, 7)}`;
  const platforms = await inspectPlatforms(shell, tag);
  rows.push({ what: `image ${service}:${tag}`, result: platforms.join(", "), ok: platforms.length === 2 });
}

async function inspectPlatforms(shell: Shell, tag: string): Promise<string[]> {
  const reference = `${shell.env["SLUICE_REGISTRY"]}/${service}:${tag}`;
  const text = await show(shell, shell.env["DOCKER"] ?? "docker", ["buildx", "imagetools", "inspect", reference]);
  return [...text.matchAll(/Platform:\s+(linux\/\S+)/g)].map(([, platform = ""]) => platform);
}

async function describeChange(shell: Shell): Promise<void> {
  announce("A changeset says what the reader of the changelog should know");
  const text = `---\n"${service}": minor\n---\n\nThe gateway says its name.\n`;
  await writeFile(join(shell.cwd, ".changeset/brave-cats-jump.md"), text);
  for (const line of text.trimEnd().split("\n")) console.log(`     ${line}`);
  await show(shell, "sluice", ["release", "plan"]);
}

async function applyVersion(shell: Shell): Promise<string> {
  announce("Versions and changelogs");
  await show(shell, "changeset", ["version"]);
  const manifest = JSON.parse(await readFile(join(shell.cwd, "services", service, "package.json"), "utf8")) as { version: string };
  await show(shell, "git", ["add", "--all"]);
  await show(shell, "git", ["commit", "--quiet", "--message", `chore: release ${service}@${manifest.version}`]);
  await show(shell, "git", ["show", "--stat", "--format=%s"]);
  rows.push({ what: "changeset version", result: `${service} ${manifest.version}`, ok: true });
  return manifest.version;
}

async function pushReleaseTag(shell: Shell, gitTag: string): Promise<void> {
  announce("The release tag");
  await show(shell, "git", ["tag", "--annotate", "--message", gitTag, gitTag]);
  await show(shell, "git", ["push", "--quiet", "--atomic", "origin", "main", gitTag]);
}

async function publish(shell: Shell, gitTag: string, options: string[]): Promise<void> {
  announce("Publish: what is wanted, less what is there");
  const release = await onTag(shell, gitTag);
  await show(release, "sluice", ["release", "publish", ...toRegistry(shell), ...options]);
  await show(release, "sluice", ["release", "verify", ...toRegistry(shell)]);
  rows.push({ what: "release verify", result: `${gitTag}: all of it is there`, ok: true });
  const response = await fetch(`${shell.env["GITHUB_API_URL"]}/repos/${shell.env["GITHUB_REPOSITORY"]}/releases/tags/${gitTag}`);
  const body = (await response.json()) as { name?: string; draft?: boolean; body?: string };
  explain(`The GitHub release "${body.name}":`);
  for (const line of (body.body ?? "").split("\n")) console.log(`     ${line}`);
  rows.push({ what: "GitHub release", result: body.name ?? `status ${response.status}`, ok: response.ok && body.draft === false });
}

async function publishAgain(shell: Shell, gitTag: string, options: string[]): Promise<void> {
  announce("Publish again: nothing happens twice");
  const release = await onTag(shell, gitTag);
  await show(release, "sluice", ["release", "publish", ...toRegistry(shell), ...options]);
  const text = await ask(release, "sluice", ["release", "publish", "--json", ...toRegistry(shell), ...options]);
  const { steps } = JSON.parse(text) as { steps: { action: string }[] };
  rows.push({ what: "publish, a second time", result: "nothing to do", ok: steps.every(({ action }) => action === "none") });
}

async function runImage(shell: Shell, version: string): Promise<void> {
  announce("The released image runs: read-only, as nobody, with no capabilities");
  const platforms = await inspectPlatforms(shell, `v${version}`);
  rows.push({ what: `image ${service}:v${version}`, result: platforms.join(", "), ok: platforms.length === 2 });
  const reference = `${shell.env["SLUICE_REGISTRY"]}/${service}:v${version}`;
  explain(`docker run ${STRICT_OPTIONS.join(" ")} ${reference}`);
  const [answer] = await runReleasedImage({ docker: shell.env["DOCKER"] ?? "docker", reference, port: 3000, paths: ["/health"] });
  rows.push({ what: "GET /health", result: `${answer?.status} ${answer?.body}`, ok: answer?.status === 200 });
}

/** The local registry in place of the configured one; without Docker, nothing of images at all. */
function toRegistry(shell: Shell): string[] {
  return docker.available ? ["--registry", shell.env["SLUICE_REGISTRY"] ?? ""] : ["--without", "image"];
}

/** The environment that GitHub Actions gives a push. */
function onPush(shell: Shell, ref: string, sha: string): Shell {
  const env = { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "push", GITHUB_REF: ref, GITHUB_SHA: sha };
  return { ...shell, env: { ...shell.env, ...env } };
}

async function onTag(shell: Shell, gitTag: string): Promise<Shell> {
  const sha = await ask(shell, "git", ["rev-parse", `${gitTag}^{commit}`]);
  return onPush(shell, `refs/tags/${gitTag}`, sha);
}
