import { delimiter, join } from "node:path";

/**
 * Where programs are linked that PATH would not find, or find in a version too old: the folder that npm scripts and npx
 * put first, so that `npx nx affected -t test` finds them too. `npm ci` empties it; set-up links them again.
 *
 * @param {string} root
 */
export function toolsFolder(root) {
  return join(root, "node_modules/.bin");
}

/**
 * The environment in which Nx and the tests find Node 24 and the services' tools, whatever the machine has first on PATH.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(root, env = process.env) {
  return { ...env, PATH: [toolsFolder(root), env.PATH].join(delimiter) };
}
