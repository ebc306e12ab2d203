import { accessSync, closeSync, constants, existsSync, openSync, readFileSync, readSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";

/** Where docker's own packages put plugins for all users (docker/cli, `cli-plugins/manager/manager_unix.go`). */
const SYSTEM_FOLDERS = [
  "/usr/local/lib/docker/cli-plugins",
  "/usr/local/libexec/docker/cli-plugins",
  "/usr/lib/docker/cli-plugins",
  "/usr/libexec/docker/cli-plugins",
];

/** Where {@link findBuildxPlugin} looks. */
export interface PluginPlace {
  cwd: string;
  /** Docker's: HOME and DOCKER_CONFIG. */
  env: Readonly<Record<string, string | undefined>>;
  /** {@link SYSTEM_FOLDERS} when left out. */
  systemFolders?: readonly string[];
}

/**
 * The plugin that `<client> buildx` runs: the first one in the folders of docker's configuration, the user's own, and the system's. Null where
 * only the client can tell: it is a program of another name or a script, which may run anything, or no plugin is in these places.
 */
export function findBuildxPlugin(client: string, { cwd, env, systemFolders = SYSTEM_FOLDERS }: PluginPlace): string | null {
  if (!isDocker(resolve(cwd, client))) return null;
  const configuration = env["DOCKER_CONFIG"] || join(env["HOME"] || homedir(), ".docker");
  const folders = [...extraFolders(join(configuration, "config.json")), join(configuration, "cli-plugins"), ...systemFolders];
  const plugin = folders.map((folder) => resolve(cwd, folder, "docker-buildx")).find((path) => existsSync(path));
  return plugin !== undefined && isExecutable(plugin) ? plugin : null;
}

/** Podman's `docker` is a script, that of a snap a link to `snap`; on Windows, where other folders count, it is `docker.exe`. */
function isDocker(client: string): boolean {
  try {
    return basename(realpathSync(client)) === "docker" && !isScript(client);
  } catch {
    return false;
  }
}

function isScript(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const start = Buffer.alloc(2);
    return readSync(file, start) === 2 && start.toString("latin1") === "#!";
  } finally {
    closeSync(file);
  }
}

function extraFolders(file: string): string[] {
  try {
    const { cliPluginsExtraDirs: folders }: { cliPluginsExtraDirs?: unknown } = JSON.parse(readFileSync(file, "utf8"));
    return Array.isArray(folders) ? folders.filter((folder: unknown) => typeof folder === "string") : [];
  } catch {
    return [];
  }
}

/** Whether this user may run a file. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
