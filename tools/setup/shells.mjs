import { findPrograms, say } from "./run.mjs";
import { installPackages } from "./system.mjs";

/**
 * Makes sure of the shells that only the tests of completion need.
 *
 * @param {import("./system.mjs").System} system
 * @returns {Promise<string[]>} what is missing, each with what to do
 */
export async function ensureShells(system) {
  const missing = missingShells();
  const problem = missing.length > 0 && system.installs ? await installPackages(missing) : null;
  if (problem !== null) say(problem);
  return missingShells().map((name) => `${name}: install it with your package manager`);
}

function missingShells() {
  return ["zsh", "fish"].filter((name) => findPrograms(name).length === 0);
}
