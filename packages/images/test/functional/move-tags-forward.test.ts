import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startRegistry, type Registry } from "../../../../tools/stack/index.ts";
import { findImageParts } from "../../../../tools/test/find-image-parts.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { findDocker, type Docker } from "../../src/buildx/find-docker.ts";
import type { MovingTag } from "../../src/metadata/moving-tag.ts";
import { moveTagsForward } from "../../src/registry/move-tags-forward.ts";
import { promoteImage } from "../../src/registry/promote-image.ts";
import { readRegistryImage } from "../../src/registry/read-registry-image.ts";
import { readRegistryTags } from "../../src/registry/read-registry-tags.ts";
import { PUSH_ONCE } from "../../../../tools/test/push-once.ts";

let missing: string | null = null;
let registry: Registry | null = null;
let docker: Docker | null = null;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-forward-"));
  ({ missing } = await findImageParts());
  if (missing !== null) return;
  docker = await findDocker({ cwd: folder, env: process.env });
  registry = await startRegistry();
});
afterAll(async () => {
  if (registry !== null && docker !== null) await removeLocalImages(docker.program, registry.address);
  await registry?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach((context) => requirePart(context, missing));

describe("two releases at once", () => {
  it("end in the higher one, whichever is slower: the late writer hands the tag over", async () => {
    for (const slow of ["1.2.3", "1.2.4"]) {
      const image = `${address()}/race-${slow.replaceAll(".", "-")}`;
      const releases = await Promise.all(["1.2.3", "1.2.4"].map((version) => push(image, version)));
      const { promise: otherIsDone, resolve: finish } = Promise.withResolvers<void>();
      const results = await Promise.all(
        releases.map(async (release) => {
          const isSlow = release.version === slow;
          // The slow one has looked, found nothing higher, and stands right before its write while the other one does it all.
          const result = await moveTagsForward(isSlow ? pausing(client(), otherIsDone) : client(), release);
          if (!isSlow) finish();
          return result;
        }),
      );
      const high = releases[1]?.digest;
      for (const tag of ["1.2", "1", "latest"])
        expect({ slow, tag, digest: await digestOf(`${image}:${tag}`) }).toEqual({ slow, tag, digest: high });
      expect(await digestOf(`${image}:v1.2.3`)).toBe(releases[0]?.digest);
      expect(results[1]?.left).toEqual([]);
    }
  });

  it("end in the higher one when nothing orders them", async () => {
    const image = `${address()}/crowd`;
    const releases = await Promise.all(["1.2.3", "1.3.0", "1.2.4"].map((version) => push(image, version)));
    await Promise.all(releases.map((release) => moveTagsForward(client(), release)));
    const digestOfRelease = (version: string) => releases.find((release) => release.version === version)?.digest;
    expect(await digestOf(`${image}:1.2`)).toBe(digestOfRelease("1.2.4"));
    expect(await digestOf(`${image}:1.3`)).toBe(digestOfRelease("1.3.0"));
    for (const tag of ["1", "latest"]) expect(await digestOf(`${image}:${tag}`)).toBe(digestOfRelease("1.3.0"));
  });
});

it("a hotfix moves 1.2 and leaves 1 and latest at the higher version, and says so; again, it writes nothing", async () => {
  const image = `${address()}/hotfix`;
  const newer = await push(image, "1.3.0");
  await moveTagsForward(client(), newer);
  const hotfix = await push(image, "1.2.4");
  expect(await moveTagsForward(client(), hotfix)).toEqual({
    written: [`${image}:v1.2.4`, `${image}:1.2`],
    left: [`${image}:1`, `${image}:latest`],
    warnings: [
      { code: "SLUICE_TAG_STAYS", message: `${image}:1 stays at 1.3.0, which is higher` },
      { code: "SLUICE_TAG_STAYS", message: `${image}:latest stays at 1.3.0, which is higher` },
    ],
  });
  expect((await moveTagsForward(client(), hotfix)).written).toEqual([]);
  expect(await digestOf(`${image}:1`)).toBe(newer.digest);
});

it("a tag that points to an image whose label names a higher version stays, without any version tag", async () => {
  const image = `${address()}/labelled`;
  const newer = await push(image, "2.0.0");
  await promoteImage(client(), { from: newer.from, references: [`${image}:latest`] });
  const older = await push(image, "1.9.0");
  const moving = older.moving.map((tag) => ({ ...tag, versionTag: null }));
  const { left } = await moveTagsForward(client(), { ...older, references: [`${image}:latest`], moving });
  expect({ left, digest: await digestOf(`${image}:latest`) }).toEqual({ left: [`${image}:latest`], digest: newer.digest });
});

it("the tags of a repository are listed; of none that is there, none", async () => {
  const image = `${address()}/listed`;
  await push(image, "1.0.0");
  expect(await readRegistryTags(image, process.env)).toEqual(["build-1.0.0"]);
  expect(await readRegistryTags(`${address()}/nothing`, process.env)).toEqual([]);
});

function address(): string {
  return registry?.address ?? "";
}

function client(): Docker {
  if (docker === null) throw new Error("there is no docker");
  return docker;
}

async function digestOf(reference: string): Promise<string | undefined> {
  return (await readRegistryImage(client(), reference))?.digest;
}

/** Waits before each write of a moving tag until `signal`. */
function pausing(plain: Docker, signal: Promise<void>): Docker {
  return {
    ...plain,
    putManifest: async (reference, raw, options) => {
      if (/:(1\.2|1|latest)$/.test(reference)) await signal;
      return (await plain.putManifest?.(reference, raw, options)) ?? false;
    },
    run: async (args, options) => {
      if (args.includes("create") && args.some((arg) => /:(1\.2|1|latest)$/.test(arg))) await signal;
      return plain.run(args, options);
    },
  };
}

/** Pushes an image of its own for a version, and says how to release it. */
async function push(image: string, version: string) {
  const context = await mkdtemp(join(folder, "context-"));
  await writeFile(join(context, "Dockerfile"), "FROM scratch\nCOPY version /\n");
  await writeFile(join(context, "version"), `${image} ${version}`);
  const built = `${image}:build-${version}`;
  const label = `org.opencontainers.image.version=${version}`;
  const { exitCode, stderr } = await client().run([
    "buildx",
    "build",
    "--provenance=mode=min",
    "--label",
    label,
    PUSH_ONCE,
    "--tag",
    built,
    context,
  ]);
  expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" });
  const digest = (await digestOf(built)) ?? "";
  const [major = "", minor = ""] = version.split(".");
  const ranges: [string, string][] = [
    [`${major}.${minor}`, `${major}.${minor}.x`],
    [major, `${major}.x`],
    ["latest", "*"],
  ];
  const moving = ranges.map(([tag, range]): MovingTag => ({
    reference: `${image}:${tag}`,
    version,
    range,
    versionTag: { before: "v", after: "" },
  }));
  const references = [`${image}:v${version}`, ...moving.map(({ reference }) => reference)];
  return { version, digest, from: `${image}@${digest}`, references, moving, isIndex: true };
}
