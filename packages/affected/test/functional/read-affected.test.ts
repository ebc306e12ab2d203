import { describe, expect, it } from "vitest";
import type { Reason } from "@sluice/affected";
import { manifest, names, SERVICES, AffectedRepository } from "./fixture.ts";

function services(): AffectedRepository & { base: string } {
  const repository = AffectedRepository.init();
  return Object.assign(repository, { base: repository.commit(SERVICES) });
}

async function reasonsOf(repository: AffectedRepository, base: string): Promise<Record<string, Reason[]>> {
  const { projects } = await repository.affected({ base });
  return Object.fromEntries(projects.map(({ name, reasons }) => [name, reasons]));
}

const lock = (zod: string) =>
  JSON.stringify({
    name: "root",
    lockfileVersion: 3,
    packages: {
      "": { name: "root", workspaces: ["services/*"] },
      "node_modules/api": { resolved: "services/api", link: true },
      "node_modules/web": { resolved: "services/web", link: true },
      "node_modules/lib": { resolved: "services/lib", link: true },
      "services/api": { version: "1.0.0", dependencies: { lib: "*" } },
      "services/lib": { version: "1.0.0" },
      "services/web": { version: "1.0.0", dependencies: { zod: "^3" } },
      "node_modules/zod": { version: zod, resolved: `https://registry.example/zod-${zod}.tgz`, integrity: `sha512-${zod}` },
    },
  });

describe("readAffected", () => {
  it("tells a renamed folder as the same project, and its dependents with it", async () => {
    using repository = services();
    repository.git("mv", "services/lib", "services/kit");
    repository.commit();
    const reasons = await reasonsOf(repository, repository.base);
    expect(Object.keys(reasons)).toEqual(["api", "lib"]);
    expect(reasons["api"]).toEqual([{ kind: "dependency", project: "lib" }]);
  });

  it("tells those who depended on a deleted project, whether its deletion is committed or not", async () => {
    using repository = services();
    repository.write({ "services/lib/package.json": null, "services/lib/index.ts": null });
    const expected = { api: [{ kind: "deleted-project", project: "lib" }] };
    expect(await reasonsOf(repository, repository.base)).toEqual(expected);
    repository.commit();
    expect(await reasonsOf(repository, repository.base)).toEqual(expected);
  });

  it("tells the project and the dependents of a manifest that cannot be read, and the others as always", async () => {
    using repository = services();
    repository.write({ "services/lib/package.json": "{ broken", "services/web/index.ts": "2" });
    const result = await repository.affected({ base: repository.base });
    expect(names(result)).toEqual(["api", "lib", "web"]);
    expect(result.projects[1]).toMatchObject({ root: "services/lib", reasons: [{ kind: "file", path: "services/lib/package.json" }] });
    expect(result.warnings).toMatchObject([
      { code: "SLUICE_BROKEN_MANIFEST", message: expect.stringContaining("services/lib/package.json") },
    ]);
  });

  it("tells exactly the projects whose closure in the lockfile changed", async () => {
    using repository = services();
    const base = repository.commit({ "services/web/package.json": manifest("web", { zod: "^3" }), "package-lock.json": lock("3.0.0") });
    repository.commit({ "package-lock.json": lock("3.0.1") });
    expect(await reasonsOf(repository, base)).toEqual({ web: [{ kind: "external", package: "npm:zod", lockfile: "package-lock.json" }] });
    repository.write({ "package-lock.json": "{ broken" });
    const broken = await repository.affected({ base });
    expect(names(broken)).toEqual(["api", "lib", "web"]);
    expect(broken.warnings.map(({ code }) => code)).toContain("SLUICE_LOCKFILE_UNSURE");
  });

  it("gives the same bytes twice", async () => {
    using repository = services();
    repository.write({ 'services/lib/é "x"': "", "services/web/-x": "", "nx.json": "{}" });
    const results = [await repository.affected({ base: repository.base }), await repository.affected({ base: repository.base })];
    expect(JSON.stringify(results[0])).toBe(JSON.stringify(results[1]));
  });

  it("asks for images with the files that were deleted, so that what a pattern matched is not lost", async () => {
    using repository = services();
    const base = repository.commit({ "services/web/Dockerfile": "FROM scratch\nCOPY *.txt /\n", "services/web/a.txt": "" });
    repository.commit({ "services/web/a.txt": null, "services/web/Dockerfile": null });
    const asked: string[][] = [];
    const { images } = await repository.affected({
      base,
      readImages: async (_workspace, { files }) => {
        asked.push(files.filter((file) => file.startsWith("services/web/")));
        const inputs = files.filter((file) => file.endsWith(".txt"));
        const places = { dockerfile: "services/web/Dockerfile", context: "services/web" };
        return { images: [{ name: "web", repository: "web", project: "web", ...places, inputs, bases: [] }], warnings: [] };
      },
    });
    expect(asked).toEqual([["services/web/package.json"], ["services/web/a.txt", "services/web/package.json"]]);
    expect(images[0]?.reasons).toContainEqual({ kind: "file", path: "services/web/a.txt" });
  });
});

describe("given files", () => {
  it("are taken from the folder one is in, and deleted ones are known by not being there", async () => {
    using repository = services();
    repository.write({ "services/lib/index.ts": null });
    const result = await repository.affected({
      files: ["index.ts", "../web/../lib/index.ts", `${repository.root}/nx.json`, ""],
      cwd: `${repository.root}/services/api`,
    });
    expect(result.base).toEqual({ revision: null, source: "argument" });
    expect(result.changedFiles).toEqual([
      { path: "nx.json", status: "deleted" },
      { path: "services/api/index.ts", status: "modified" },
      { path: "services/lib/index.ts", status: "deleted" },
    ]);
    expect(names(result)).toEqual(["api", "lib", "web"]);
  });

  it("may be folders, for all files in them", async () => {
    using repository = services();
    repository.commit({ "services/library/index.ts": "1" });
    const { changedFiles } = await repository.affected({ files: ["services/lib", "services/gone/"] });
    const paths = changedFiles.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(["services/gone", "services/lib/index.ts", "services/lib/package.json"]));
    expect(paths.filter((path) => !path.startsWith("services/lib/"))).toEqual(["services/gone"]);
  });

  it("that are a lockfile concern everyone who installs from it: what was in it before is not known", async () => {
    using repository = services();
    repository.commit({ "package-lock.json": JSON.stringify({ lockfileVersion: 3, packages: {} }) });
    expect(names(await repository.affected({ files: ["package-lock.json"] }))).toEqual(["api", "lib", "web"]);
    expect(names(await repository.affected({ files: [] }))).toEqual([]);
  });

  it("must be in the repository", async () => {
    using repository = services();
    await expect(repository.affected({ files: ["../x"] })).rejects.toMatchObject({ code: "SLUICE_FILE_OUTSIDE" });
    await expect(repository.affected({ files: ["/etc/passwd"] })).rejects.toMatchObject({ code: "SLUICE_FILE_OUTSIDE" });
  });
});
