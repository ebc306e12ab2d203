import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { onProcessEnd } from "./on-process-end.mjs";
import { findPrograms, run, say, tail } from "./run.mjs";
import { installPackages, needsTrixie } from "./system.mjs";

const advice = "install Docker Engine 24 or newer with buildx (https://docs.docker.com/engine/install), with the containerd image store";
const registryAdvice = "install an OCI registry as the program `docker-registry` (Debian and Ubuntu: the package docker-registry)";
const cosignAdvice = "install cosign 2, for signatures (Debian: the package of that name)";
const bootstrapAdvice = "install mmdebstrap and arch-test, for the base images (Debian and Ubuntu: the packages of those names)";

/**
 * Whether images can be built here now, for more than one platform.
 *
 * @returns {Promise<import("./docker.d.mts").DockerCheck>}
 */
export async function checkDocker() {
  const clients = findPrograms("docker", ["/usr/bin"]);
  if (clients.length === 0) return { available: false, reason: `Docker is not installed: ${advice}`, client: null };
  let reason = "";
  for (const client of clients) {
    const problem = await findProblem(client);
    if (problem === null) return { available: true, reason: null, client };
    reason ||= problem;
  }
  return { available: false, reason, client: null };
}

/** @param {string} client @returns {Promise<string | null>} */
async function findProblem(client) {
  const [version, info, buildx] = await Promise.all([
    run(client, ["version", "--format", "{{.Server.Version}}"], { timeout: 60_000 }),
    run(client, ["info", "--format", "{{json .DriverStatus}}"], { timeout: 60_000 }),
    run(client, ["buildx", "version"], { timeout: 60_000 }),
  ]);
  if (!version.ok) return `no Docker Engine answers ${client}: ${tail(version.output).split("\n").at(-1)}`;
  if (!buildx.ok) return `${client} has no buildx: ${advice}`;
  if (info.output.includes("io.containerd.snapshotter")) return null;
  return 'the Docker Engine keeps images without containerd, so it cannot build for several platforms: set {"features": {"containerd-snapshotter": true}} in /etc/docker/daemon.json and restart it';
}

/**
 * Installs Docker Engine, buildx, the registry, mmdebstrap and cosign where they are missing and that can be done.
 *
 * @param {import("./system.mjs").System} system
 * @returns {Promise<string[]>} what is still missing, each with what to do
 */
export async function ensureDockerInstalled(system) {
  if ((await missingPrograms()).some((line) => !line.startsWith("cosign:")) && system.installs) {
    const beside = needsTrixie(system) ? "/trixie" : "";
    const isUbuntu = system.id === "ubuntu";
    const hadRegistry = existsSync("/usr/bin/docker-registry");
    const engine = ["docker.io", "docker-buildx", "docker-registry", ...(isUbuntu ? [] : ["docker-cli"])];
    const problem = await installPackages([
      ...engine.map((name) => `${name}${beside}`),
      ...(isUbuntu ? ["debian-archive-keyring"] : []),
      "iptables",
      "ca-certificates",
      "mmdebstrap",
      "arch-test",
    ]);
    if (problem !== null) say(problem);
    // The package starts a registry of its own at boot, on a public port; only its program is wanted.
    if (!hadRegistry && existsSync("/run/systemd/system")) await run("systemctl", ["disable", "--now", "docker-registry"]);
  }
  // Apart from the others: not every release has it, and nothing but signatures needs it.
  if (findPrograms("cosign").length === 0 && system.installs && system.id === "debian") {
    const problem = await installPackages([`cosign${needsTrixie(system) ? "/trixie" : ""}`]);
    if (problem !== null) say(problem);
  }
  return missingPrograms();
}

/** @returns {Promise<string[]>} */
async function missingPrograms() {
  const missing = [];
  const clients = findPrograms("docker", ["/usr/bin"]);
  const builders = await Promise.all(clients.map((client) => run(client, ["buildx", "version"], { timeout: 60_000 })));
  if (!builders.some(({ ok }) => ok)) missing.push(`docker: ${advice}`);
  // Elsewhere than on Linux the engine lives in a virtual machine and this machine has its client alone.
  if (process.platform === "linux" && findPrograms("dockerd", ["/usr/sbin"]).length === 0 && !(await checkDocker()).available) {
    missing.push(`dockerd: ${advice}`);
  }
  if (findPrograms("docker-registry", ["/usr/bin"]).length === 0) missing.push(`docker-registry: ${registryAdvice}`);
  if (findPrograms("cosign").length === 0) missing.push(`cosign: ${cosignAdvice}`);
  if (findPrograms("mmdebstrap").length === 0) missing.push(`mmdebstrap: ${bootstrapAdvice}`);
  return [...new Set(missing)];
}

/**
 * Starts a Docker Engine unless one answers. Who starts it ends it: `stop` ends only what this call has started. It also
 * ends with this process. What it keeps (images, build cache) stays on disk for the next time.
 *
 * @returns {Promise<import("./docker.d.mts").StartedDockerd>}
 */
export async function startDockerd() {
  const nothing = { started: false, pid: null, stop: async () => {} };
  const before = await checkDocker();
  if (before.available) return { ...nothing, reason: null };
  const [program] = findPrograms("dockerd", ["/usr/sbin", "/usr/local/sbin"]);
  if (program === undefined || process.getuid?.() !== 0) return { ...nothing, reason: before.reason };
  if (existsSync("/var/run/docker.sock") && (await answers())) return { ...nothing, reason: before.reason };
  return launch(program);
}

/** An engine that answers but is not fit must not get a second one beside it. */
async function answers() {
  const [client] = findPrograms("docker", ["/usr/bin"]);
  return client !== undefined && (await run(client, ["version"], { timeout: 60_000 })).ok;
}

/** @param {string} program @returns {Promise<import("./docker.d.mts").StartedDockerd>} */
async function launch(program) {
  const folder = mkdtempSync(join(tmpdir(), "sluice-dockerd-"));
  const configuration = join(folder, "daemon.json");
  writeFileSync(configuration, '{"features": {"containerd-snapshotter": true}}\n');
  const log = openSync(join(folder, "log"), "a");
  // A session of its own: the terminal's Ctrl-C must not end it before what uses it.
  const dockerd = spawn(program, ["--config-file", configuration], { detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  const ended = new Promise((resolve) => {
    dockerd.once("exit", resolve);
    dockerd.once("error", resolve);
  });
  const kill = () => void dockerd.kill("SIGTERM");
  const forget = onProcessEnd(() => {
    kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const stop = async () => {
    kill();
    await Promise.race([ended, wait(20_000, undefined, { ref: false })]);
    if (isRunning(dockerd)) dockerd.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
    forget();
  };

  const end = Date.now() + 120_000;
  while (isRunning(dockerd) && Date.now() < end) {
    if ((await checkDocker()).available) return { started: true, pid: dockerd.pid ?? null, reason: null, stop };
    await Promise.race([ended, wait(200)]);
  }
  const reason = `dockerd did not start:\n${tail(readFileSync(join(folder, "log"), "utf8"))}`;
  await stop();
  return { started: false, pid: null, reason, stop: async () => {} };
}

/** @param {import("node:child_process").ChildProcess} child */
function isRunning(child) {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}
