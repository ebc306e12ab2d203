import { packageManagers } from "../facts/package-managers.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { action } from "./actions.ts";

/** A step of a job, as GitHub's syntax has it. */
export type Step = Record<string, unknown>;

/** A GitHub expression. */
export function expression(text: string): string {
  return `\${{ ${text} }}`;
}

/** `whole`: the whole history, for the base of a comparison and for release tags. Credentials stay only where a job pushes. */
export function checkout({ whole = false, pushes = false }: { whole?: boolean; pushes?: boolean } = {}): Step {
  const settings = { ...(whole ? { "fetch-depth": 0 } : {}), ...(pushes ? {} : { "persist-credentials": false }) };
  return { uses: action("checkout"), ...(Object.keys(settings).length === 0 ? {} : { with: settings }) };
}

/** Node.js with the packages of the repository's root. `cached`: what another run has kept may be used, which a job that publishes does not. */
export function installSteps({ packageManager: { name }, commands }: Pipeline, { cached = true }: { cached?: boolean } = {}): Step[] {
  const { provide } = packageManagers[name];
  // setup-node knows no cache of bun's.
  const isCached = cached && name !== "bun";
  return [
    // setup-node asks the package manager where its cache is.
    ...(provide.length === 0 ? [] : [{ name: `Make ${name} available`, run: provide.join("\n") }]),
    { uses: action("setupNode"), with: { "node-version": 24, ...(isCached ? { cache: name } : { "package-manager-cache": false }) } },
    { name: "Install the packages", run: commands.install },
  ];
}

/** What signs images: the key's secrets as variables. */
export function signingVariables({ images }: Pipeline): Record<string, string> {
  return Object.fromEntries((images?.signing?.secrets ?? []).map((name) => [name, expression(`secrets.${name}`)]));
}

/** The languages whose packages are published to an index that the configuration names. */
export function publishToolSteps({ publishTools: { uv, cargo }, commands }: Pipeline): Step[] {
  return [
    ...(uv ? [{ uses: action("setupUv"), with: { "enable-cache": false } }] : []),
    ...(cargo ? [{ name: "Prepare Rust", run: commands.rust.join("\n") }] : []),
  ];
}

/** The languages that the repository's projects are written in. */
export function toolchainSteps({ toolchains: { go, python, rust }, commands }: Pipeline): Step[] {
  return [
    ...(python === null ? [] : [{ uses: action("setupUv"), with: { "enable-cache": true } }]),
    ...(python !== null && commands.python.length > 0
      ? [
          {
            name: "Prepare Python",
            run: [...commands.python, ...(python.pip ? ['echo "$PWD/.venv/bin" >> "$GITHUB_PATH"'] : [])].join("\n"),
          },
        ]
      : []),
    ...(go === null ? [] : [{ uses: action("setupGo"), with: { "go-version-file": go, "cache-dependency-path": "**/go.sum" } }]),
    ...(rust ? rustSteps(commands.rust) : []),
  ];
}

function rustSteps(commands: readonly string[]): Step[] {
  return [
    { name: "Prepare Rust", run: commands.join("\n") },
    {
      uses: action("cache"),
      with: {
        path: "~/.cargo/registry\n~/.cargo/git\n**/target",
        key: `cargo-${expression("runner.os")}-${expression("hashFiles('**/Cargo.lock')")}-${expression("env.TARGET")}`,
        "restore-keys": `cargo-${expression("runner.os")}-`,
      },
    },
  ];
}

/**
 * What a job that builds images needs; `when`: the condition of the login, where it has one; `cached`: what another run has kept may be used,
 * which GitHub tells actions alone how to reach.
 */
export function imageSteps({ images }: Pipeline, { when = null, cached = true }: { when?: string | null; cached?: boolean } = {}): Step[] {
  if (images === null) return [];
  return [
    ...(images.emulates ? [{ uses: action("setupQemu") }] : []),
    { uses: action("setupBuildx") },
    ...(cached ? [{ uses: action("exposeCache") }] : []),
    ...(images.signing === null ? [] : [{ uses: action("setupCosign") }]),
    ...(images.registryHost === null
      ? []
      : [
          {
            uses: action("login"),
            ...(when === null ? {} : { if: expression(when) }),
            with: { registry: images.registryHost, ...credentials(images.registryHost) },
          },
        ]),
  ];
}

/**
 * How a job that also checks pull requests logs in, to pull private bases: those of forks and of Dependabot have the workflow's token, which
 * reads, and no secrets. A step's condition sees no secrets, so a variable of the job says whether there are any.
 */
export function loginOfPullRequests({ images }: Pipeline): { when: string | null; variables: Record<string, string> } {
  if (images === null || images.registryHost === null || hasOwnToken(images.registryHost)) return { when: null, variables: {} };
  return {
    when: "github.event_name == 'push' || env.HAS_REGISTRY_LOGIN == 'true'",
    variables: { HAS_REGISTRY_LOGIN: expression("secrets.REGISTRY_PASSWORD != ''") },
  };
}

/** Whether the workflow's own token opens the registry. */
function hasOwnToken(host: string): boolean {
  return host === "ghcr.io";
}

function credentials(host: string): Record<string, string> {
  if (hasOwnToken(host)) return { username: expression("github.actor"), password: expression("github.token") };
  return { username: expression("secrets.REGISTRY_USERNAME"), password: expression("secrets.REGISTRY_PASSWORD") };
}

/** The token for the last green run, releases and comments. */
export const token: { GITHUB_TOKEN: string } = { GITHUB_TOKEN: expression("github.token") };
