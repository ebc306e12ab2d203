import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { SluiceError } from "@sluice/core";
import { createTempFolder } from "../temp-folder.ts";
import type { Architecture, BaseImageRecipe } from "./recipes.ts";

const run = promisify(execFile);

/** A root file system as a tar stream. `finished` rejects when it could not be made; consume the stream first. */
export interface RootFilesystem {
  tar: Readable;
  finished: Promise<void>;
}

/**
 * Makes the root file system of a recipe for one architecture with mmdebstrap.
 *
 * For the machine's own architecture the packages are installed. For another one they are only unpacked, since their
 * scripts cannot run here: enough to run a program, and quick. Needs root. Throws SLUICE_STACK_FAILED.
 */
export async function buildRootFilesystem(
  recipe: BaseImageRecipe,
  { architecture, own }: { architecture: Architecture; own: Architecture },
): Promise<RootFilesystem> {
  const overlay = await createTempFolder("overlay");
  await writeOverlay(overlay.path, recipe, architecture);
  const installs = architecture === own;
  const packages = installs ? [...recipe.packages, ...recipe.buildPackages] : recipe.packages;
  const args = [
    "--quiet",
    "--format=tar",
    `--architectures=${architecture}`,
    `--include=${packages.join(",")}`,
    '--aptopt=Acquire::Retries "3"',
    ...leanPackages.map((pattern) => `--dpkgopt=path-exclude=${pattern}`),
    ...(installs ? installHooks(recipe, overlay.path) : unpackHooks(overlay.path)),
    "trixie",
    "-",
    await readMirror(),
  ];
  const child = spawn("mmdebstrap", args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, LC_ALL: "C.UTF-8" } });
  const finished = finish(child).finally(() => overlay.remove());
  // Nobody waits for it before the stream has ended; a failure until then is reported then.
  finished.catch(() => {});
  return { tar: child.stdout, finished };
}

/** What an image does not need: most of the bytes of a minimal Debian. */
const leanPackages = [
  "/usr/share/doc/*",
  "/usr/share/man/*",
  "/usr/share/info/*",
  "/usr/share/lintian/*",
  "/usr/share/locale/*",
  "/usr/bin/*lto-dump*",
];

/** mmdebstrap copies them from this machine; a container gets its own. */
const forgetMachine = 'rm -f "$1/etc/hostname" "$1/etc/resolv.conf"';

function installHooks({ script }: BaseImageRecipe, overlay: string): string[] {
  const commands = script.length === 0 ? [] : [`--customize-hook=chroot "$1" sh -euc '${script.join("\n")}'`];
  return ["--variant=minbase", ...commands, `--customize-hook=cp -a "${overlay}/." "$1"`, `--customize-hook=${forgetMachine}`];
}

/** What maintainer scripts would have done and a program may look for: accounts, temporary folder, certificates. */
function unpackHooks(overlay: string): string[] {
  const script = [
    'mkdir -p "$1/etc/ssl/certs" "$1/tmp" "$1/root"',
    'chmod 1777 "$1/tmp"',
    'cp "$1/usr/share/base-passwd/passwd.master" "$1/etc/passwd"',
    'cp "$1/usr/share/base-passwd/group.master" "$1/etc/group"',
    'cat "$1"/usr/share/ca-certificates/mozilla/*.crt > "$1/etc/ssl/certs/ca-certificates.crt"',
    `cp -a "${overlay}/." "$1"`,
    // Unpacking does not know what to leave out.
    'rm -rf "$1/usr/share/doc" "$1/usr/share/man" "$1/usr/share/info" "$1/usr/share/lintian" "$1/usr/share/locale"',
    forgetMachine,
  ];
  return ["--variant=extract", `--extract-hook=set -e; ${script.join("; ")}`];
}

async function writeOverlay(overlay: string, recipe: BaseImageRecipe, architecture: Architecture): Promise<void> {
  await chmod(overlay, 0o755);
  for (const [path, target] of Object.entries(recipe.overlay.links)) {
    await mkdir(dirname(join(overlay, path)), { recursive: true });
    await symlink(target, join(overlay, path));
  }
  for (const [path, text] of Object.entries(recipe.overlay.programs)) {
    await mkdir(dirname(join(overlay, path)), { recursive: true });
    await writeFile(join(overlay, path), text, { mode: 0o755 });
  }
  if (recipe.node !== null) await addNode(overlay, recipe.node, architecture);
}

async function addNode(overlay: string, { version, npm }: { version: string; npm: string }, architecture: Architecture): Promise<void> {
  const binary = `node-linux-${architecture === "amd64" ? "x64" : "arm64"}@${version}`;
  const downloads = await createTempFolder("npm-pack");
  try {
    await unpackNpmPackage(binary, { downloads: downloads.path, to: join(overlay, "usr/local"), only: "package/bin" });
    await unpackNpmPackage(npm, { downloads: downloads.path, to: join(overlay, "usr/local/lib/node_modules/npm") });
  } finally {
    await downloads.remove();
  }
}

async function unpackNpmPackage(name: string, { downloads, to, only }: { downloads: string; to: string; only?: string }): Promise<void> {
  const { stdout } = await run("npm", ["pack", name, "--silent", "--pack-destination", downloads], { cwd: downloads });
  await mkdir(to, { recursive: true });
  const file = join(downloads, stdout.trim());
  await run("tar", ["--extract", "--file", file, "--directory", to, "--strip-components=1", "--no-same-owner", ...(only ? [only] : [])]);
}

async function finish(child: ChildProcess): Promise<void> {
  const lines: string[] = [];
  child.stderr?.setEncoding("utf8").on("data", (text: string) => lines.push(text));
  const [code] = (await once(child, "close")) as [number | null];
  if (code === 0) return;
  throw new SluiceError("SLUICE_STACK_FAILED", `mmdebstrap could not make a base image:\n${lines.join("").trim().slice(-2_000)}`, {
    hint: "It needs root, the packages mmdebstrap and arch-test, and a Debian mirror; `npm run setup` installs the packages.",
  });
}

/** The mirror this machine itself uses, when it is a Debian one. */
async function readMirror(): Promise<string> {
  for (const file of ["/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list"]) {
    try {
      const url = /https?:\/\/\S+\/debian\/?(?=\s)/.exec(await readFile(file, "utf8"))?.[0];
      if (url !== undefined) return url;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  }
  return "http://deb.debian.org/debian";
}
