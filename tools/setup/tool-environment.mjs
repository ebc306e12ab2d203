import { delimiter, join } from "node:path";

/** Where programs are linked that PATH would not find, or find in a version too old. @param {string} root */
export function toolsFolder(root) {
  return join(root, ".sluice/tools/bin");
}

/**
 * The environment in which Nx and the tests find Node 24 and the services' tools, whatever the machine has first on PATH.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(root, env = process.env) {
  return { ...env, PATH: [join(root, "node_modules/.bin"), toolsFolder(root), env.PATH].join(delimiter) };
}
