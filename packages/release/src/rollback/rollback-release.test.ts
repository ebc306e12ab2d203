import { describe, expect, test } from "vitest";
import type { DesiredRelease } from "../publish/desired-release.ts";
import { makePorts, makeWorld, type FakeWorld, type Fault } from "../publish/fake-world.fixture.ts";
import { publishRelease } from "../publish/publish-release.ts";
import { previousVersion } from "./assemble-rollback-plan.ts";
import { readRollbackPlan, rollbackRelease } from "./rollback-release.ts";

const commit = "a".repeat(40);

function makeRelease(version: string, following: string[]): DesiredRelease {
  const gitTag = `ui@${version}`;
  const references = [`r/ui:v${version}`, ...following.map((tag) => `r/ui:${tag}`)];
  const npm = { name: "ui", version, root: "ui", distTag: "latest", access: "public", registry: null } as const;
  return {
    gitTag,
    commit,
    packages: [
      { name: "ui", version, images: [{ image: "ui", references, platforms: ["linux/amd64"], version, gitTag }], npm, indexed: [] },
    ],
    github: { tag: gitTag, name: gitTag, body: `- ${version}`, prerelease: false },
  };
}

const previous = makeRelease("1.2.0", ["1.2", "1"]);
const bad = makeRelease("1.3.0", ["1.3", "1"]);

async function makeReleased(): Promise<FakeWorld> {
  const world = makeWorld();
  for (const release of [previous, bad]) await publishRelease({ desired: [release], ports: makePorts(world), confirmDelays: [0] });
  for (const found of world.npm.values()) found.distTags = { latest: "1.3.0", beta: "1.1.0" };
  world.latest = "ui@1.3.0";
  world.writes.length = 0;
  return world;
}

function run(world: FakeWorld, fault?: Fault) {
  return rollbackRelease({ bad, previous, ports: makePorts(world, fault), reason: "Loses clicks." });
}

const writes = ["dist-tag ui latest 1.2.0", "move back r/ui:1", "latest ui@1.2.0", "deprecate ui@1.3.0", "body ui@1.3.0"];

describe("a rollback", () => {
  test("moves back what stands for the release, and says so; versions and fixed tags stay", async () => {
    const world = await makeReleased();
    await run(world);
    expect(world.writes).toEqual(writes);
    expect(world.npm.get("ui@1.3.0")).toMatchObject({
      distTags: { latest: "1.2.0", beta: "1.1.0" },
      deprecated: "Loses clicks. Use 1.2.0.",
    });
    expect(world.images.get("r/ui:1")?.digest).toBe("sha256:ui-1.2.0");
    expect(world.images.get("r/ui:v1.3.0")?.digest).toBe("sha256:ui-1.3.0");
    expect(world.images.get("r/ui:1.3")?.digest).toBe("sha256:ui-1.3.0");
    expect(world.releases.get(2)?.body).toBe("> [!WARNING]\n> Rolled back to ui@1.2.0. Loses clicks.\n\n- 1.3.0");
    expect(world.remoteTags.has("ui@1.3.0")).toBe(true);
  });

  test("a second one has nothing to do, and a plan does nothing", async () => {
    const world = await makeReleased();
    expect((await readRollbackPlan({ bad, previous, ports: makePorts(world), reason: "x" })).steps).toHaveLength(writes.length);
    expect(world.writes).toEqual([]);
    await run(world);
    expect((await run(world)).steps).toEqual([]);
    expect(world.writes).toEqual(writes);
  });

  test.each(writes)("killed after %s, the next run does the rest", async (victim) => {
    const world = await makeReleased();
    const killed = run(world, (moment, write) => {
      if (moment === "after" && write === victim) throw new Error("killed");
    });
    await expect(killed).rejects.toMatchObject({ code: "SLUICE_ROLLBACK_FAILED", message: expect.stringContaining("killed") });
    await run(world);
    expect(world.writes).toEqual(writes);
  });

  test("what a later release has taken stays there", async () => {
    const world = await makeReleased();
    world.images.set("r/ui:1", { digest: "sha256:ui-1.4.0", platforms: ["linux/amd64"] });
    for (const found of world.npm.values()) found.distTags = { latest: "1.4.0" };
    world.latest = "ui@1.4.0";
    await run(world);
    expect(world.writes).toEqual(["deprecate ui@1.3.0", "body ui@1.3.0"]);
  });

  test("what is not there to go back to is said", async () => {
    const world = await makeReleased();
    world.npm.delete("ui@1.2.0");
    world.images.delete("r/ui:v1.2.0");
    const { warnings } = await run(world);
    expect(warnings.map(({ message }) => message)).toEqual([
      "ui@1.2.0 is not there, so the dist-tag latest cannot go back to it.",
      "r/ui:v1.2.0 is not there, so r/ui:1 cannot go back to it.",
    ]);
  });
});

test("the version before is the highest stable one below, by its git tag", () => {
  const gitTags = ["ui@1.2.0", "ui@1.10.0", "ui@2.0.0-rc.1", "ui@2.0.0", "ui-kit@1.9.9"];
  expect(previousVersion("ui", "2.0.0", gitTags)).toBe("1.10.0");
  expect(() => previousVersion("ui", "1.2.0", gitTags)).toThrow(expect.objectContaining({ code: "SLUICE_NO_PREVIOUS" }));
});
