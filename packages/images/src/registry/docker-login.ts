import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** An account of a registry. The username `<token>` says that the secret is an identity token. */
export interface Login {
  username: string;
  secret: string;
}

/** Where docker's configuration keeps the login to a registry. */
export type LoginPlace = { kind: "none" } | { kind: "login"; login: Login } | { kind: "helper"; program: string; server: string };

/** Docker Hub's entry in docker's configuration. */
const HUB = "https://index.docker.io/v1/";

/**
 * Docker's own login to a registry (`ghcr.io`, `docker.io`), from `config.json` or the credential helper that it names; null
 * when there is none. `env` is that of docker: HOME, DOCKER_CONFIG and PATH.
 */
export async function readDockerLogin(registry: string, env: Readonly<Record<string, string | undefined>>): Promise<Login | null> {
  const folder = env["DOCKER_CONFIG"] ?? join(env["HOME"] ?? "/", ".docker");
  const place = parseLoginPlace(await readFile(join(folder, "config.json"), "utf8").catch(() => "{}"), registry);
  if (place.kind === "login") return place.login;
  if (place.kind === "none") return null;
  // Loaded when a program is run: it is what takes longest of all to load.
  const { execa } = await import("execa");
  const { exitCode, stdout } = await execa(place.program, ["get"], { input: place.server, env, extendEnv: false, reject: false });
  const answer = exitCode === 0 ? parseFields(stdout) : {};
  const { Username: username, Secret: secret } = answer;
  return typeof username === "string" && typeof secret === "string" ? { username, secret } : null;
}

/** The text of docker's `config.json` → where the login to a registry is. A text that is no JSON has none. Pure. */
export function parseLoginPlace(text: string, registry: string): LoginPlace {
  const configuration = parseFields(text);
  const keys = registry === "docker.io" ? [HUB, "docker.io", "index.docker.io"] : [registry, `https://${registry}`, `http://${registry}`];
  const [server = registry] = keys;
  const helpers = fields(configuration["credHelpers"]);
  const helper = keys.map((key) => helpers[key]).find((name) => typeof name === "string") ?? configuration["credsStore"];
  if (typeof helper === "string" && helper !== "") return { kind: "helper", program: `docker-credential-${helper}`, server };
  const entries = fields(configuration["auths"]);
  const login = parseEntry(fields(keys.map((key) => entries[key]).find((entry) => entry !== undefined)));
  return login === null ? { kind: "none" } : { kind: "login", login };
}

function parseEntry({ auth, identitytoken }: Record<string, unknown>): Login | null {
  if (typeof identitytoken === "string" && identitytoken !== "") return { username: "<token>", secret: identitytoken };
  if (typeof auth !== "string" || auth === "") return null;
  const text = Buffer.from(auth, "base64").toString("utf8");
  const at = text.indexOf(":");
  return at < 0 ? null : { username: text.slice(0, at), secret: text.slice(at + 1) };
}

function parseFields(text: string): Record<string, unknown> {
  try {
    return fields(JSON.parse(text));
  } catch {
    return {};
  }
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}
