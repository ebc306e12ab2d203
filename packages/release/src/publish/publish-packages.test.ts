import { describe, expect, test } from "vitest";
import { rollbackRelease } from "../rollback/rollback-release.ts";
import { verifyRelease } from "../verify/verify-release.ts";
import type { DesiredRelease } from "./desired-release.ts";
import { makePorts, makeWorld, type FakeWorld, type Fault } from "./fake-world.fixture.ts";
import { publishRelease, readPublishPlan } from "./publish-release.ts";
import type { IndexKind, PackageToPublish } from "./publish-ports.ts";

const commit = "a".repeat(40);

function makeRelease(kind: IndexKind, name: string, needs: string[] = [], version = "1.1.0"): DesiredRelease {
  const reference = `${name}@${version}`;
  const target: PackageToPublish = { kind, name, version, root: name, reference, needs };
  return { gitTag: reference, commit, packages: [{ name, version, images: [], npm: null, indexed: [target] }], github: null };
}

const desired = [makeRelease("pypi", "lib"), makeRelease("cargo", "base"), makeRelease("cargo", "top", ["base@1.1.0"])];

function publish(world: FakeWorld, fault?: Fault) {
  return publishRelease({ desired, ports: makePorts(world, fault), confirmDelays: [0] });
}

describe("packages of other indexes", () => {
  test("are published before the git tags, what they need first, and once", async () => {
    const world = makeWorld();
    await publish(world);
    expect(world.writes.slice(0, 3).toSorted()).toEqual(["cargo base@1.1.0", "cargo top@1.1.0", "pypi lib@1.1.0"]);
    expect(world.writes.indexOf("cargo base@1.1.0")).toBeLessThan(world.writes.indexOf("cargo top@1.1.0"));
    expect(world.writes.at(-1)).toContain("push");
    expect((await publish(world)).published).toEqual([]);
    expect((await verifyRelease({ desired, ports: makePorts(world) })).findings).toEqual([]);
  });

  test("go on where a run stopped, whatever write it stopped before or after", async () => {
    for (const moment of ["before", "after"] as const) {
      for (const write of ["pypi lib@1.1.0", "cargo base@1.1.0", "cargo top@1.1.0"]) {
        const world = makeWorld();
        const stopped = publish(world, (when, name) => {
          if (when === moment && name === write) throw new Error("connection lost");
        });
        const code = await stopped.then(
          () => null,
          (error: { code: string }) => error.code,
        );
        expect(code).toBe(moment === "before" ? "SLUICE_PUBLISH_FAILED" : null);
        await publish(world);
        expect(world.writes.filter((name) => name === write)).toEqual([write]);
        expect(world.indexed.size).toBe(3);
      }
    }
  });

  test("that fail keep those that need them back, and nothing is tagged", async () => {
    const world = makeWorld();
    const failing = publish(world, (_, name) => {
      if (name === "cargo base@1.1.0") throw new Error("422");
    });
    await expect(failing).rejects.toMatchObject({
      message: expect.stringMatching(/cargo base@1\.1\.0: 422[^]*Still missing: .*cargo top@1\.1\.0/),
    });
    expect(world.writes).toEqual(["pypi lib@1.1.0"]);
  });

  test("that are there with other files forbid the release, unless it was made at an earlier commit", async () => {
    const world = makeWorld();
    world.indexed.set("lib@1.1.0", { files: [{ name: "lib", sha256: "other" }], missing: [], yanked: false });
    await expect(publish(world)).rejects.toMatchObject({ code: "SLUICE_PUBLISHED_DIFFERS", message: "lib@1.1.0 has other files" });
    expect(world.writes).toEqual([]);
    world.remoteTags.set("lib@1.1.0", "b".repeat(40));
    expect((await readPublishPlan(desired.slice(0, 1), makePorts(world))).problems).toEqual([]);
  });

  test("of which a part is missing are a step that says which", async () => {
    const world = makeWorld();
    world.indexed.set("lib@1.1.0", { files: [], missing: ["a wheel"], yanked: false });
    const { steps } = await readPublishPlan(desired, makePorts(world));
    expect(steps[0]).toMatchObject({ kind: "pypi", reference: "lib@1.1.0", reason: "a wheel is not in the index" });
  });

  test.each([
    [{ missing: [], yanked: true, files: [] }, "SLUICE_PACKAGE_YANKED"],
    [{ missing: ["a wheel"], yanked: false, files: [] }, "SLUICE_FILE_MISSING"],
    [{ missing: [], yanked: false, files: [{ name: "x", sha256: "corrupt" }] }, "SLUICE_INTEGRITY_DIFFERS"],
    [{ missing: [], yanked: false, files: [{ name: "x", sha256: "other" }] }, "SLUICE_PUBLISHED_DIFFERS"],
  ])("are verified: %j is %s", async (observed, code) => {
    const world = makeWorld();
    await publish(world);
    world.indexed.set("lib@1.1.0", observed);
    expect((await verifyRelease({ desired, ports: makePorts(world) })).findings).toMatchObject([{ code, reference: "lib@1.1.0" }]);
    world.indexed.delete("lib@1.1.0");
    expect((await verifyRelease({ desired, ports: makePorts(world) })).findings).toMatchObject([{ code: "SLUICE_PACKAGE_MISSING" }]);
  });

  test("are yanked by a rollback where a program may, and else it says how a person does it", async () => {
    const world = makeWorld();
    await publish(world);
    const [lib, base] = desired;
    if (lib === undefined || base === undefined) throw new Error("nothing desired");
    const ports = makePorts(world);
    const cargo = await rollbackRelease({ bad: base, previous: makeRelease("cargo", "base", [], "1.0.0"), ports, reason: "x" });
    expect(cargo.steps).toMatchObject([{ kind: "cargo", action: "yank", reference: "base@1.1.0" }]);
    expect(world.writes.at(-1)).toBe("cargo yank base@1.1.0");
    const again = await rollbackRelease({ bad: base, previous: makeRelease("cargo", "base", [], "1.0.0"), ports, reason: "x" });
    expect(again.steps).toEqual([]);
    const python = await rollbackRelease({ bad: lib, previous: makeRelease("pypi", "lib", [], "1.0.0"), ports, reason: "x" });
    expect(python).toMatchObject({ steps: [], warnings: [{ code: "SLUICE_ROLLBACK_BY_HAND", message: "Yank lib@1.1.0 by hand." }] });
  });
});

describe("the tag of a Go module", () => {
  const moduleTag = "libs/auth/v1.1.0";
  const auth: DesiredRelease = {
    gitTag: "auth@1.1.0",
    commit,
    packages: [{ name: "auth", version: "1.1.0", images: [], npm: null, indexed: [], moduleTag }],
    github: null,
  };

  test("is made and pushed with the release's own, and verified", async () => {
    const world = makeWorld();
    const ports = makePorts(world);
    await publishRelease({ desired: [auth], ports, confirmDelays: [0] });
    expect(world.writes).toEqual([`tag ${moduleTag}`, "tag auth@1.1.0", `push ${moduleTag} auth@1.1.0`]);
    expect((await verifyRelease({ desired: [auth], ports })).verified.map(({ reference }) => reference)).toEqual([moduleTag, "auth@1.1.0"]);
    world.remoteTags.set(moduleTag, "b".repeat(40));
    expect((await verifyRelease({ desired: [auth], ports })).findings).toMatchObject([{ code: "SLUICE_TAG_MOVED", reference: moduleTag }]);
    expect((await readPublishPlan([{ ...auth, commit: "c".repeat(40) }], ports)).steps).toEqual([]);
  });

  test("is not made up for a release of an earlier commit that has none", async () => {
    const world = makeWorld();
    world.remoteTags.set("auth@1.1.0", "b".repeat(40));
    const { steps, problems } = await readPublishPlan([auth], makePorts(world));
    expect([steps, problems]).toEqual([[], []]);
  });

  test("that the go command could not take forbids the release", async () => {
    const problem = { code: "SLUICE_GO_MAJOR", message: "libs/auth/go.mod calls its module auth", hint: "Change it." } as const;
    const [entry] = auth.packages;
    if (entry === undefined) throw new Error("no package");
    const broken = { ...auth, packages: [{ ...entry, problem }] };
    await expect(publishRelease({ desired: [broken], ports: makePorts(makeWorld()) })).rejects.toMatchObject({ code: "SLUICE_GO_MAJOR" });
  });
});
