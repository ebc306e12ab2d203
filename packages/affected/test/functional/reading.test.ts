import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openMemory } from "@sluice/affected";
import { openRepository } from "@sluice/git";
import { createVerifiedReader } from "../../src/reading/read-verified.ts";
import { startScanners } from "../../src/reading/scan-beside.ts";
import { names, SERVICES, AffectedRepository } from "./fixture.ts";

const idOf = (file: string) => execFileSync("git", ["hash-object", "--no-filters", file], { encoding: "utf8" }).trim();

describe("createVerifiedReader", () => {
  it("gives the content that git knows by that id, and no other", () => {
    using repository = AffectedRepository.init();
    const reader = createVerifiedReader();
    const file = join(repository.root, "file");
    // Longer than the buffer, with and without what UTF-8 needs two bytes for; and empty.
    for (const text of ["", "a", "ü\r\n", "x".repeat((1 << 20) - 64), "ü".repeat(1 << 20), "b"]) {
      writeFileSync(file, text);
      const id = idOf(file);
      expect(reader.read(file, id)?.toString("utf8") === text).toBe(true);
      writeFileSync(file, `${text}!`);
      expect(reader.read(file, id)).toBeNull();
    }
    expect(reader.read(join(repository.root, "none"), idOf(file))).toBeNull();
    expect(reader.read(repository.root, idOf(file))).toBeNull();
  });
});

describe("a commit that is compared", () => {
  it("says what it says, whatever the disk has at the moment", async () => {
    using repository = AffectedRepository.init();
    const base = repository.commit(SERVICES);
    repository.commit({ "services/web/index.ts": 'import "api";\n' });
    const head = repository.commit({ "services/lib/index.ts": "2" });
    repository.write({ "services/web/index.ts": 'import "nobody";\n', "services/api/package.json": '{ "name": "other" }' });
    expect(names(await repository.affected({ base, head }))).toEqual(["api", "lib", "web"]);
    expect(names(await repository.affected({ base: `${head}~1`, head }))).toEqual(["api", "lib", "web"]);
  });
});

describe("a sparse checkout", () => {
  it("has the projects that are not on the disk, as the commit has them", async () => {
    using repository = AffectedRepository.init();
    const base = repository.commit(SERVICES);
    repository.commit({ "services/lib/index.ts": "2" });
    repository.git("sparse-checkout", "set", "--no-cone", "/services/lib/", "/*.json");
    expect(existsSync(join(repository.root, "services/api"))).toBe(false);
    const memory = openMemory({ folder: join(repository.folder, "memory"), identity: "1" });
    const result = await repository.affected({ base, memory });
    expect(names(result)).toEqual(["api", "lib"]);
    expect(result.projects.flatMap(({ reasons }) => reasons.map(({ kind }) => kind))).toEqual(["dependency", "file"]);
    repository.write({ "services/lib/package.json": null });
    expect(names(await repository.affected({ base: "HEAD", memory }))).toEqual(["api"]);
  });
});

describe("startScanners", () => {
  it("gives the same from several threads as without", async () => {
    using repository = AffectedRepository.init();
    const paths = Array.from({ length: 200 }, (_, index) => `src/${String(index).padStart(3, "0")}-ü.ts`);
    const files = paths.map((path, index): [string, string] => [path, `import "./${index % 7}";\n\nimport "package-${index}";\n`]);
    const commit = repository.commit(Object.fromEntries([...files, ["src/gone.ts", ""]]));
    repository.write({ "src/gone.ts": null });
    const { files: all, listing } = await (await openRepository(repository.root)).readTree(commit);
    expect(all).toEqual([...paths, "src/gone.ts"]);
    const scan = async (threads: number) => {
      const { bytes, starts } = listing;
      const { lists, listOf } = await startScanners(threads).scan({ root: repository.root, listing: bytes, starts });
      return [...listOf].map((list) => lists[list]);
    };
    const alone = await scan(0);
    expect(await scan(2)).toEqual(alone);
    expect(alone[8]).toEqual([
      { name: "./1", line: 1 },
      { name: "package-8", line: 3 },
    ]);
    expect(alone).toHaveLength(201);
    expect(alone[200]).toBeUndefined();
  });
});
