import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { verifyRelease } from "../verify/verify-release.ts";
import type { DesiredRelease } from "./desired-release.ts";
import { makePorts, makeWorld, type FakeWorld, type Fault } from "./fake-world.fixture.ts";
import { publishRelease } from "./publish-release.ts";

const commit = "a".repeat(40);
const platforms = ["linux/amd64", "linux/arm64"];

function makeService(name: string, version: string): DesiredRelease {
  const gitTag = `${name}@${version}`;
  const references = [`r/${name}:v${version}`, `r/${name}:1`];
  const images = [{ image: name, references, platforms, version, gitTag }];
  return {
    gitTag,
    commit,
    packages: [{ name, version, images, npm: null, indexed: [] }],
    github: { tag: gitTag, name: gitTag, body: `- ${name}`, prerelease: false },
  };
}

function makeLibrary(name: string, version: string): DesiredRelease {
  const gitTag = `${name}@${version}`;
  const npm = { name, version, root: `packages/${name}`, distTag: "latest", access: "public", registry: null } as const;
  return {
    gitTag,
    commit,
    packages: [{ name, version, images: [], npm, indexed: [] }],
    github: { tag: gitTag, name: gitTag, body: `- ${name}`, prerelease: false },
  };
}

const desired = [
  makeLibrary("core", "1.1.0"),
  makeLibrary("app", "2.0.0"),
  makeService("gateway", "1.1.0"),
  makeService("router", "1.0.1"),
];

const undisturbedWrites = [
  "image r/gateway:v1.1.0",
  "image r/gateway:1",
  "image r/router:v1.0.1",
  "image r/router:1",
  "npm core@1.1.0",
  "npm app@2.0.0",
  "tag core@1.1.0",
  "tag app@2.0.0",
  "tag gateway@1.1.0",
  "tag router@1.0.1",
  "push core@1.1.0 app@2.0.0 gateway@1.1.0 router@1.0.1",
  "draft core@1.1.0",
  "assets core@1.1.0",
  "release core@1.1.0",
  "draft app@2.0.0",
  "assets app@2.0.0",
  "release app@2.0.0",
  "draft gateway@1.1.0",
  "assets gateway@1.1.0",
  "release gateway@1.1.0",
  "draft router@1.0.1",
  "assets router@1.0.1",
  "release router@1.0.1",
];

function publish(world: FakeWorld, fault?: Fault, releases: DesiredRelease[] = desired) {
  return publishRelease({ desired: releases, ports: makePorts(world, fault), confirmDelays: [0] });
}

/** What the world ends as, without the order it came in. */
function outcome({ images, npm, remoteTags, releases }: FakeWorld) {
  const sorted = [...releases.values()].map(({ tag, draft, body, assets }) => ({ tag, draft, body, assets }));
  return { images, npm, remoteTags, releases: sorted.toSorted((a, b) => (a.tag < b.tag ? -1 : 1)) };
}

describe("publishRelease", () => {
  test("makes images, npm packages, git tags and releases, in that order, dependencies first", async () => {
    const world = makeWorld();
    const result = await publish(world);
    expect(world.writes).toEqual(undisturbedWrites);
    expect(result.published.map(({ kind, reference }) => `${kind} ${reference}`)).toHaveLength(12);
    expect((await verifyRelease({ desired, ports: makePorts(world) })).findings).toEqual([]);
  });

  test("a second run does nothing", async () => {
    const world = makeWorld();
    await publish(world);
    const before = world.writes.length;
    expect((await publish(world)).published).toEqual([]);
    expect(world.writes).toHaveLength(before);
  });

  test("a second run from a later commit does nothing either", async () => {
    const world = makeWorld();
    await publish(world);
    const later = desired.map((release) => ({ ...release, commit: "b".repeat(40) }));
    expect((await publish(world, undefined, later)).published).toEqual([]);
  });

  test.each(["before", "after"] as const)(
    "killed %s any write, the next run ends in the same world with nothing made twice",
    async (moment) => {
      const undisturbed = makeWorld();
      await publish(undisturbed);
      for (const victim of undisturbedWrites) {
        const world = makeWorld();
        const killed = kill(moment, victim);
        await publish(world, killed.fault).catch(() => null);
        expect([victim, killed.happened()]).toEqual([victim, true]);
        await publish(world);
        expect({ victim, ...outcome(world) }).toEqual({ victim, ...outcome(undisturbed) });
        const once = world.writes.filter((write) => !write.startsWith("image"));
        expect([victim, new Set(once).size]).toEqual([victim, once.length]);
      }
    },
  );

  test("an act that reports a failure and happened all the same counts as done", async () => {
    const world = makeWorld();
    let thrown = false;
    await publish(world, (moment, write) => {
      if (moment === "before" || write !== "npm core@1.1.0" || thrown) return;
      thrown = true;
      throw new Error("502 Bad Gateway");
    });
    expect(world.writes).toEqual(undisturbedWrites);
  });

  test("a build that failed before it moved `1` is not taken for done because the last release had it", async () => {
    const world = makeWorld();
    world.images.set("r/gateway:1", { digest: "sha256:gateway-1.0.0", platforms });
    const failing = publish(world, (moment, write) => {
      if (moment === "before" && write === "image r/gateway:1") throw new Error("503");
    });
    await expect(failing).rejects.toMatchObject({ code: "SLUICE_PUBLISH_FAILED" });
    await publish(world);
    expect(world.images.get("r/gateway:1")?.digest).toBe("sha256:gateway-1.1.0");
  });

  test("a moving image tag that a higher release has by now is left to it, and said; the rest is published", async () => {
    const world = makeWorld();
    const ports = makePorts(world);
    const images = {
      ...ports.images,
      build: async (wanted: Parameters<typeof ports.images.build>[0]) => {
        await ports.images.build(wanted);
        world.images.set("r/gateway:1", { digest: "sha256:gateway-1.2.0", platforms });
        return { left: ["r/gateway:1"], warnings: [{ code: "SLUICE_TAG_STAYS" as const, message: "r/gateway:1 stays at 1.2.0" }] };
      },
    };
    const { published, warnings } = await publishRelease({ desired, ports: { ...ports, images }, confirmDelays: [0] });
    expect(world.remoteTags.size).toBe(4);
    expect({ warnings, images: published.filter(({ kind }) => kind === "image").map(({ reference }) => reference) }).toEqual({
      warnings: [{ code: "SLUICE_TAG_STAYS", message: "r/gateway:1 stays at 1.2.0" }],
      images: ["r/gateway:v1.1.0", "r/router:v1.0.1"],
    });
  });

  test("a failure says what was done, what is missing, and how to go on", async () => {
    const world = makeWorld();
    const failing = publish(world, (moment, write) => {
      if (moment === "before" && write === "npm app@2.0.0") throw new Error("403 Forbidden");
    });
    await expect(failing).rejects.toMatchObject({
      code: "SLUICE_PUBLISH_FAILED",
      message: expect.stringMatching(
        /Could not publish npm app@2\.0\.0: 403 Forbidden\nPublished by this run: .*npm core@1\.1\.0\nStill missing: npm app@2\.0\.0, git-tag/,
      ),
    });
    expect(world.remoteTags.size).toBe(0);
  });
});

describe("problems found before anything is written", () => {
  test("a tag at another commit", async () => {
    const world = makeWorld();
    world.remoteTags.set("gateway@1.1.0", "b".repeat(40));
    await expect(publish(world)).rejects.toMatchObject({
      code: "SLUICE_TAG_EXISTS",
      hint: expect.stringContaining("git checkout gateway@1.1.0"),
    });
    expect(world.writes).toEqual([]);
  });

  test("all of them at once", async () => {
    const world = makeWorld();
    world.localTags.set("gateway@1.1.0", "b".repeat(40));
    world.clean = false;
    await expect(publish(world)).rejects.toMatchObject({
      code: "SLUICE_PREFLIGHT_FAILED",
      message: expect.stringMatching(/2 things[^]*SLUICE_TAG_EXISTS[^]*SLUICE_DIRTY_TREE/),
    });
    expect(world.writes).toEqual([]);
  });
});

describe("the lock", () => {
  test("is held while something is written, given back after a failure too, and not taken when nothing is to do", async () => {
    const world = makeWorld();
    const seen: string[] = [];
    const lock = {
      clearLeftOver: async () => void seen.push("cleared what was left"),
      acquire: async () => {
        seen.push(`acquired after ${world.writes.length} writes`);
        return async () => void seen.push(`released after ${world.writes.length} writes`);
      },
    };
    const run = (fault?: Fault) => publishRelease({ desired, ports: { ...makePorts(world, fault), lock }, confirmDelays: [0] });
    await expect(run(kill("before", "push core@1.1.0 app@2.0.0 gateway@1.1.0 router@1.0.1").fault)).rejects.toThrow("killed");
    await run();
    await run();
    const { length } = undisturbedWrites;
    expect(seen).toEqual([
      "acquired after 0 writes",
      "released after 10 writes",
      "acquired after 10 writes",
      `released after ${length} writes`,
      "cleared what was left",
    ]);
  });

  test("what another publish did before it was free is not done again", async () => {
    const world = makeWorld();
    const lock = {
      clearLeftOver: async () => {},
      acquire: async () => {
        await publish(world);
        return async () => {};
      },
    };
    const { published } = await publishRelease({ desired, ports: { ...makePorts(world), lock }, confirmDelays: [0] });
    expect([published, world.writes]).toEqual([[], undisturbedWrites]);
  });
});

describe("verifyRelease", () => {
  test.each<[string, (world: FakeWorld) => void, string]>([
    ["an image that is gone", (world) => world.images.delete("r/router:v1.0.1"), "SLUICE_IMAGE_MISSING r/router:v1.0.1"],
    [
      "a missing platform",
      (world) => world.images.set("r/router:1", { digest: "sha256:router-1.0.1", platforms: ["linux/amd64"] }),
      "SLUICE_PLATFORM_MISSING r/router:1",
    ],
    ["a moved image tag", (world) => world.images.set("r/router:1", { digest: "sha256:x", platforms }), "SLUICE_DIGEST_DIFFERS r/router:1"],
    ["a missing npm version", (world) => world.npm.delete("app@2.0.0"), "SLUICE_NPM_MISSING app@2.0.0"],
    [
      "a spoilt tarball",
      (world) => world.npm.set("app@2.0.0", { integrity: "sha512-corrupt", distTags: { latest: "2.0.0" } }),
      "SLUICE_INTEGRITY_DIFFERS app@2.0.0",
    ],
    ["a missing git tag", (world) => world.remoteTags.delete("core@1.1.0"), "SLUICE_TAG_MISSING core@1.1.0"],
    ["a moved git tag", (world) => world.remoteTags.set("core@1.1.0", "c".repeat(40)), "SLUICE_TAG_MOVED core@1.1.0"],
    ["a missing label", (world) => world.labels.set("r/router:v1.0.1", {}), "SLUICE_LABEL_MISSING r/router:v1.0.1"],
    ["a package that cannot be used", (world) => world.broken.set("app@2.0.0", "it throws"), "SLUICE_NPM_UNUSABLE app@2.0.0"],
    ["a dist-tag that is gone", (world) => changeNpm(world, { distTags: {} }), "SLUICE_DIST_TAG_MISSING app@2.0.0"],
    ["a dist-tag that went back", (world) => changeNpm(world, { distTags: { latest: "1.9.0" } }), "SLUICE_DIST_TAG_DIFFERS app@2.0.0"],
    ["a package of another commit", (world) => changeNpm(world, { gitHead: "d".repeat(40) }), "SLUICE_COMMIT_DIFFERS app@2.0.0"],
    ["a release that is gone", (world) => world.releases.delete(1), "SLUICE_RELEASE_MISSING core@1.1.0"],
    ["a release that is still a draft", (world) => changeRelease(world, { draft: true }), "SLUICE_RELEASE_DRAFT core@1.1.0"],
    ["a release without notes", (world) => changeRelease(world, { body: "" }), "SLUICE_RELEASE_EMPTY core@1.1.0"],
    ["other notes", (world) => changeRelease(world, { body: "x" }), "SLUICE_RELEASE_DIFFERS core@1.1.0"],
    ["a release without its receipt", (world) => changeRelease(world, { assets: [] }), "SLUICE_ASSET_MISSING core@1.1.0"],
    [
      "an image that was pushed anew under all of its tags",
      (world) => {
        for (const tag of ["v1.0.1", "1"]) world.images.set(`r/router:${tag}`, { digest: "sha256:new", platforms });
      },
      "SLUICE_RECEIPT_DIFFERS router@1.0.1",
    ],
    ["another receipt", (world) => changeFile(world, "receipt.json", "{}"), "SLUICE_SUM_DIFFERS core@1.1.0"],
    ["a receipt that is none", (world) => changeFile(world, "receipt.json", "lost"), "SLUICE_RECEIPT_DIFFERS core@1.1.0"],
    ["other instructions", (world) => changeFile(world, "deployment.md", "curl | sh"), "SLUICE_SUM_DIFFERS core@1.1.0"],
    [
      "another sum",
      (world) => changeFile(world, "sha256sums.txt", (world.files.get("core@1.1.0 sha256sums.txt") ?? "").replace(/^\w{64}/, "0")),
      "SLUICE_SUM_DIFFERS core@1.1.0",
    ],
  ])("finds %s", async (_title, spoil, finding) => {
    expect(await findingsAfter(spoil)).toEqual([finding]);
  });

  test("the SBOMs of an image are files of the release, in the receipt and the sums, and one that is gone or another is told", async () => {
    expect(await findingsWithSboms(() => {})).toEqual([]);
    expect(await findingsWithSboms((assets) => assets.splice(3, 1))).toEqual([
      "SLUICE_ASSET_MISSING The GitHub release gateway@1.1.0 has no gateway-linux-amd64-2.spdx.json",
    ]);
    expect(await findingsWithSboms((assets) => void Object.assign(assets[2] ?? {}, { digest: "sha256:0" }))).toEqual([
      "SLUICE_SUM_DIFFERS sha256sums.txt of gateway@1.1.0 has another sum than gateway-linux-amd64.spdx.json, which is 0",
    ]);
  });

  test("a release that an older Sluice made with fewer files is held to what it promised", async () => {
    const world = makeWorld();
    await publish(world);
    const found = [...world.releases.values()].find(({ tag }) => tag === "gateway@1.1.0");
    if (found === undefined) throw new Error("not released");
    const { sboms: _, ...older } = JSON.parse(world.files.get("gateway@1.1.0 receipt.json") ?? "");
    const receipt = JSON.stringify(older);
    const sums = `${createHash("sha256").update(receipt).digest("hex")}  receipt.json\n`;
    found.assets = Object.entries({ "receipt.json": receipt, "sha256sums.txt": sums }).map(([name, text]) => {
      world.files.set(`gateway@1.1.0 ${name}`, text);
      return { name, size: text.length, digest: null };
    });
    world.sboms.set("r/gateway:v1.1.0", ["{}\n"]);
    expect((await verifyRelease({ desired, ports: makePorts(world) })).findings).toEqual([]);
  });

  test("finds nothing in what people add: notes around the changelog, a newer version, the \r\n of GitHub's own editor", async () => {
    const found = await findingsAfter((world) => {
      changeRelease(world, { body: "Read this first.\r\n\r\n- core\r\n" });
      changeNpm(world, { distTags: { latest: "2.1.0" } });
    });
    expect(found).toEqual([]);
  });
});

function changeNpm(world: FakeWorld, changes: { distTags?: Record<string, string>; gitHead?: string }): void {
  const found = world.npm.get("app@2.0.0");
  if (found === undefined) throw new Error("not published");
  Object.assign(found, changes);
}

function changeRelease(world: FakeWorld, changes: { draft?: boolean; body?: string; assets?: [] }): void {
  const found = world.releases.get(1);
  if (found === undefined) throw new Error("not released");
  Object.assign(found, changes);
}

function changeFile(world: FakeWorld, name: string, text: string): void {
  world.files.set(`core@1.1.0 ${name}`, text);
  const file = world.releases.get(1)?.assets.find((asset) => asset.name === name);
  if (file !== undefined) file.digest = "sha256:other";
}

function kill(moment: "before" | "after", victim: string): { fault: Fault; happened: () => boolean } {
  let dead = false;
  const fault: Fault = (at, write) => {
    // A dead process writes nothing any more.
    if (dead) throw new Error("killed");
    if (at !== moment || write !== victim) return;
    dead = true;
    throw new Error("killed");
  };
  return { fault, happened: () => dead };
}

async function findingsAfter(spoil: (world: FakeWorld) => void): Promise<string[]> {
  const world = makeWorld();
  await publish(world);
  spoil(world);
  const { findings } = await verifyRelease({ desired, ports: makePorts(world) });
  return findings.map(({ code, reference }) => `${code} ${reference}`);
}

async function findingsWithSboms(spoil: (assets: { name: string; digest: string | null }[]) => void): Promise<string[]> {
  const world = makeWorld();
  world.sboms.set("r/gateway:v1.1.0", ['{"name":"gateway"}\n', '{"name":"stage"}\n']);
  await publish(world);
  const assets = [...world.releases.values()].find(({ tag }) => tag === "gateway@1.1.0")?.assets ?? [];
  expect(assets.map(({ name }) => name)).toEqual([
    "receipt.json",
    "deployment.md",
    "gateway-linux-amd64.spdx.json",
    "gateway-linux-amd64-2.spdx.json",
    "sha256sums.txt",
  ]);
  // What is as it should be is not downloaded to find that out.
  world.files.clear();
  spoil(assets);
  const { findings } = await verifyRelease({ desired, ports: makePorts(world) });
  return findings.map(({ code, message }) => `${code} ${message}`);
}
