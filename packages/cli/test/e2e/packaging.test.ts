import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../../..");
const names = await readdir(join(root, "packages"));
let folder: string;
const tarballs = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-packaging-"));
  for (const name of names) {
    const { stdout } = await execa("npm", ["pack", "--json", "--pack-destination", folder], { cwd: join(root, "packages", name) });
    const packed: unknown = JSON.parse(stdout);
    const [first] = Object.values(packed as Record<string, { filename: string }>);
    tarballs.set(name, join(folder, first?.filename ?? ""));
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(names)("%s", (name) => {
  test("publint finds nothing in the packed tarball", async () => {
    const tarball = await readFile(tarballs.get(name) ?? "");
    const { messages, pkg } = await publint({
      pack: { tarball: tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength) },
      strict: true,
    });
    expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
  });

  test("its types resolve as its code does", async () => {
    const { stdout } = await execa("attw", [tarballs.get(name) ?? "", "--profile", "esm-only", "--format", "json"], {
      cwd: root,
      preferLocal: true,
      reject: false,
    });
    const { analysis } = JSON.parse(stdout) as { analysis: { types: unknown; problems: { kind: string; resolutionKind?: string }[] } };
    expect(analysis.types).not.toBe(false);
    // The package is ESM alone: how CommonJS or the old resolution see it is no question.
    const problems = analysis.problems.filter(({ resolutionKind }) => resolutionKind === "node16-esm" || resolutionKind === "bundler");
    expect(problems).toEqual([]);
  });
});

test("installs from its tarballs into an empty folder, where the command runs", async () => {
  const empty = join(folder, "empty");
  await execa("mkdir", [empty]);
  await writeFile(join(empty, "package.json"), JSON.stringify({ name: "empty", private: true }));
  const files = [...tarballs.values()];
  await execa("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--omit=peer", ...files], { cwd: empty });

  const help = await execa("npx", ["--no-install", "sluice", "--help"], { cwd: empty });
  for (const command of ["affected", "run", "images", "release"]) expect(help.stdout).toContain(command);

  // A first call outside any repository: one clear error, exit 2.
  const affected = await execa("npx", ["--no-install", "sluice", "affected", "--json"], {
    cwd: empty,
    reject: false,
    env: { GIT_CEILING_DIRECTORIES: folder },
  });
  expect(affected.exitCode).toBe(2);
  expect(affected.stderr).toContain("SLUICE_NOT_A_REPOSITORY");
});
