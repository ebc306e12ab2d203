import { describe, expect, it } from "vitest";
import { names, SERVICES, AffectedRepository } from "./fixture.ts";

describe("readSinceRelease", () => {
  it("compares each project with its own last release, and takes one that was never released as a whole", async () => {
    using repository = AffectedRepository.init();
    repository.commit(SERVICES);
    repository.git("tag", "lib@1.0.0");
    repository.git("tag", "api@1.0.0");
    repository.commit({ "services/lib/index.ts": "2" });
    repository.git("tag", "--annotate", "--message=release", "lib@1.1.0");
    const result = await repository.sinceRelease();
    expect(result.base).toEqual({ revision: null, source: "release-tag" });
    // lib was released after its change; api was not since lib changed; web never was.
    expect(names(result)).toEqual(["api", "web"]);
    expect(result.projects.map(({ reasons }) => reasons)).toEqual([[{ kind: "dependency", project: "lib" }], [{ kind: "unknown-base" }]]);
    repository.git("tag", "api@1.0.1");
    repository.git("tag", "web@0.1.0");
    expect(names(await repository.sinceRelease())).toEqual([]);
    repository.write({ "services/web/index.ts": "1" });
    expect(names(await repository.sinceRelease())).toEqual(["web"]);
    expect(names(await repository.sinceRelease({ head: "HEAD" }))).toEqual([]);
  });

  it("does not take a release of another branch", async () => {
    using repository = AffectedRepository.init();
    repository.commit(SERVICES);
    repository.git("tag", "v1.0.0");
    repository.git("switch", "--quiet", "--create", "other");
    repository.commit({ "services/web/index.ts": "1" });
    repository.git("tag", "v2.0.0");
    repository.git("switch", "--quiet", "main");
    repository.commit({ "services/api/index.ts": "2" });
    expect(names(await repository.sinceRelease())).toEqual(["api"]);
  });

  it("fetches the tags and the history that a clone of one commit lacks, and says when it cannot", async () => {
    using remote = AffectedRepository.init();
    remote.commit(SERVICES);
    remote.git("tag", "web@2.0.0");
    remote.commit({ "services/web/index.ts": "1" });
    remote.git("tag", "v1.0.0");
    remote.commit({ "services/api/index.ts": "2" });
    using lost = remote.clone("--depth=2");
    lost.git("remote", "set-url", "origin", "file:///nonexistent");
    expect(await lost.sinceRelease()).toMatchObject({ projects: [{ name: "api" }], warnings: [{ code: "SLUICE_SHALLOW_HISTORY" }] });
    using clone = remote.clone("--depth=2");
    expect(await clone.sinceRelease()).toMatchObject({ projects: [{ name: "api" }, { name: "web" }], warnings: [] });
    using bare = remote.clone("--depth=1", "--no-tags");
    expect(names(await bare.sinceRelease())).toEqual(["api", "web"]);
  });
});
