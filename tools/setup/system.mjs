import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { run, say, tail } from "./run.mjs";

/**
 * The kind of machine. `installs` is whether packages can be installed here without asking anybody.
 *
 * @typedef {{ id: "debian" | "ubuntu" | "other", version: number, codename: string, isRoot: boolean, installs: boolean }} System
 */

/** @returns {System} */
export function readSystem() {
  const text = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  const field = (/** @type {string} */ name) => new RegExp(`^${name}="?([^"\n]*)"?$`, "m").exec(text)?.[1] ?? "";
  const id = field("ID") === "debian" ? "debian" : field("ID") === "ubuntu" ? "ubuntu" : "other";
  const isRoot = process.getuid?.() === 0;
  return {
    id,
    version: Number.parseFloat(field("VERSION_ID")) || 0,
    codename: field("VERSION_CODENAME"),
    isRoot,
    installs: isRoot && id !== "other",
  };
}

/** Whether Debian 13's packages must stand beside an older release's. @param {System} system */
export function needsTrixie(system) {
  return system.id === "debian" && system.version > 0 && system.version < 13;
}

const apt = ["-y", "-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=3"];
let updated = false;

/**
 * Installs packages with apt. A name that ends in `/trixie` is taken from Debian 13, whose source is added first, at a
 * priority that keeps apt from choosing it for anything else. Files of others are not touched.
 *
 * @param {readonly string[]} packages
 * @returns {Promise<string | null>} what went wrong, or null
 */
export async function installPackages(packages) {
  say(`installing ${packages.join(" ")}`);
  if (packages.some((name) => name.endsWith("/trixie")) && addTrixie()) updated = false;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  if (!updated) {
    const update = await run("apt-get", ["update", "-qq", "-o", "Acquire::Retries=3"], { env });
    if (!update.ok) return `apt-get update failed:\n${tail(update.output)}`;
    updated = true;
  }
  const install = await run("apt-get", ["install", ...apt, "--no-install-recommends", ...packages], { env });
  return install.ok ? null : `apt-get install failed:\n${tail(install.output)}`;
}

/** The machine's own Debian mirror with the newer suite. Leaves files alone that exist; says whether it has written one. */
function addTrixie() {
  const sources = "/etc/apt/sources.list.d/trixie.sources";
  const preferences = "/etc/apt/preferences.d/trixie";
  if (!existsSync(preferences)) writeFileSync(preferences, "Package: *\nPin: release n=trixie*\nPin-Priority: 50\n");
  if (existsSync(sources)) return false;
  writeFileSync(sources, trixieSources());
  return true;
}

function trixieSources() {
  const own = "/etc/apt/sources.list.d/debian.sources";
  if (existsSync(own)) return readFileSync(own, "utf8").replaceAll(/\b(bookworm|bullseye)\b/g, "trixie");
  const list = existsSync("/etc/apt/sources.list") ? readFileSync("/etc/apt/sources.list", "utf8") : "";
  const mirror = /https?:\/\/\S+\/debian\/?(?=\s)/.exec(list)?.[0] ?? "http://deb.debian.org/debian";
  const signedBy = "/usr/share/keyrings/debian-archive-keyring.gpg";
  return `Types: deb\nURIs: ${mirror}\nSuites: trixie trixie-updates\nComponents: main\nSigned-By: ${signedBy}\n`;
}
