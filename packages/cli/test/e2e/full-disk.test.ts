import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { beforeEach, expect, test } from "vitest";
import { startBuildkit, startRegistry, whyNoBuildkit } from "../../../../tools/stack/index.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { useFaultyShop } from "./faulty-shop.ts";

const world = useFaultyShop();
beforeEach((context) => {
  requirePart(context, process.getuid?.() === 0 && process.platform === "linux" ? null : "mounting a small disk needs root on Linux");
});

test("of the registry: one error with a hint, nothing is tagged, and a second run finishes", async () => {
  await withDisk("300k", async (disk) => {
    const small = await startIn(disk, startRegistry);
    try {
      await addLargeFile(1_000_000);
      const { exitCode, stderr } = await world.build({ address: small.address });
      expect({ exitCode, first: stderr.split(":")[0] }).toEqual({ exitCode: 2, first: "SLUICE_REGISTRY_UNREACHABLE" });
      expect(await world.tags(small.address)).toEqual([]);
      await execa("mount", ["-o", "remount,size=64m", disk]);
      await removeEmptyLinks(disk);
      expect(await world.build({ address: small.address })).toMatchObject({ exitCode: 0 });
      expect(await world.tags(small.address)).toEqual(["api", "web"]);
    } finally {
      await removeLocalImages(world.docker, small.address);
      await small.stop();
    }
  });
});

test("of the builder: one error with a hint, nothing is tagged, and a second run finishes", async (context) => {
  requirePart(context, whyNoBuildkit());
  await withDisk("12m", async (disk) => {
    const buildkit = await startIn(disk, startBuildkit);
    try {
      const env = { DOCKER_CONFIG: join(world.shop.folder, "docker"), BUILDX_BUILDER: "sluice-full-disk" };
      await execa(world.docker, ["buildx", "create", "--name", env.BUILDX_BUILDER, "--driver", "remote", buildkit.endpoint], { env });
      await addLargeFile(20_000_000);
      // Both are built side by side: either may be the one that meets the full disk.
      expect(await world.build({ env })).toMatchObject({
        exitCode: 2,
        stderr: expect.stringMatching(/^SLUICE_DISK_FULL: .*(api|web).*\n {2}hint: `docker buildx prune`/) as string,
      });
      expect(await world.tags()).toEqual([]);
      await execa("mount", ["-o", "remount,size=128m", disk]);
      expect(await world.build({ env })).toMatchObject({ exitCode: 0 });
      expect(await world.tags()).toEqual(["api", "web"]);
    } finally {
      await buildkit.stop();
    }
  });
});

test("here: one error with a hint, and nothing is tagged", async () => {
  await withDisk("4k", async (disk) => {
    await writeFile(join(disk, "all"), "x".repeat(4096)).catch(() => {});
    const { exitCode, stderr } = await world.build({ env: { TMPDIR: disk } });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringMatching(/^SLUICE_DISK_FULL: .*\n {2}hint: Free some space/) as string,
    });
    expect(await world.tags()).toEqual([]);
  });
});

async function withDisk(size: string, use: (disk: string) => Promise<void>): Promise<void> {
  const disk = await mkdtemp(join(world.shop.folder, "disk-"));
  await execa("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", disk]);
  try {
    await use(disk);
  } finally {
    await execa("umount", [disk]);
  }
}

/** Starts something that keeps its data in a temporary folder. */
async function startIn<Part>(folder: string, start: () => Promise<Part>): Promise<Part> {
  const usual = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  return start().finally(() => {
    if (usual === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = usual;
  });
}

async function addLargeFile(bytes: number): Promise<void> {
  await writeFile(join(world.shop.root, "services/web/Dockerfile"), "FROM scratch\nCOPY large package.json /\nUSER 1\n");
  await writeFile(join(world.shop.root, "services/web/large"), randomBytes(bytes));
}

/**
 * A registry whose disk was full may hold links without content, for which it answers 500 from then on, whoever asks: its
 * operator has to remove them.
 */
async function removeEmptyLinks(storage: string): Promise<void> {
  for (const entry of await readdir(storage, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && entry.name === "link" && (await stat(path)).size === 0) await rm(path);
  }
}
