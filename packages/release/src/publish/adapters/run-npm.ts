import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError, withTemporaryFolder } from "@sluice/core";
import type { NpmToPublish } from "../publish-ports.ts";
import type { NpmPacker } from "./npm-packer.ts";
import type { NpmRegistryAddress } from "./npm-registry.ts";
import { redactSecrets } from "./redact-secrets.ts";

/** The npm on the PATH, and as whom it runs. */
export interface Npm {
  root: string;
  env: Readonly<Record<string, string | undefined>>;
  token: string | undefined;
  timeout: number;
  packer: NpmPacker;
}

/** Where a package is published. */
export type AddressOf = (target: NpmToPublish) => Promise<NpmRegistryAddress>;

/** npm for what changes a registry: with the login. */
export async function changeRegistry(npm: Npm, url: string, args: string[]): Promise<void> {
  await withTemporaryFolder("npm", async (folder) => runNpm(npm, args, npm.root, await withToken(npm, url, folder)));
}

/** npm for a package that is used, not published: with the login, and with the registry for this package's scope or for all. */
export async function runInFolder(
  npm: Npm,
  addressOf: AddressOf,
  target: NpmToPublish,
  { args, folder }: { args: readonly string[]; folder: string },
): Promise<string> {
  const { url } = await addressOf(target);
  const scope = target.name.startsWith("@") ? `${target.name.slice(0, target.name.indexOf("/"))}:` : "";
  await copyFile(join(npm.root, ".npmrc"), join(folder, ".npmrc")).catch(() => {});
  return runNpm(npm, [...args, `--${scope}registry=${url}`], folder, await withToken(npm, url, folder, "user.npmrc"));
}

/** The environment for a publish. npm itself puts the variable's value in the place of `${…}` in an .npmrc. */
async function withToken(npm: Npm, url: string, folder: string, name = ".npmrc"): Promise<Readonly<Record<string, string | undefined>>> {
  if (npm.token === undefined) return npm.env;
  const userConfig = join(folder, name);
  await writeFile(userConfig, `${url.replace(/^\w+:/, "")}:_authToken=\${SLUICE_NPM_TOKEN}\n`, { mode: 0o600 });
  return { ...npm.env, SLUICE_NPM_TOKEN: npm.token, npm_config_userconfig: userConfig, NPM_CONFIG_USERCONFIG: undefined };
}

/**
 * Runs npm and gives what it printed.
 *
 * @throws SLUICE_NPM_FAILED with its own words
 */
export async function runNpm(npm: Npm, args: string[], cwd: string, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  // Loaded when a program is run: it is what takes longest of all to load.
  const { execa, ExecaError } = await import("execa");
  try {
    // stdin is closed: npm must not ask for a password.
    const { stdout } = await execa("npm", args, { cwd, env, extendEnv: false, stdin: "ignore", timeout: npm.timeout });
    return stdout;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    const lines = `${error.stderr}`
      .split("\n")
      .filter((line) => /npm (error|ERR!)/.test(line) && !/A complete log|debug-0\.log/.test(line));
    const reason = lines.length > 0 ? lines.map((line) => line.replace(/^npm (error|ERR!)\s*/, "")).join("\n") : error.shortMessage;
    throw new SluiceError("SLUICE_NPM_FAILED", redactSecrets(`npm ${args[0]} failed: ${reason}`, [npm.token]), {
      hint: "Mend what npm says, and run the same command again.",
    });
  }
}
