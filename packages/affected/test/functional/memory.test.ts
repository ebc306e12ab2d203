import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { array, assert, asyncProperty, constantFrom, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { openMemory, type ReadAffectedOptions } from "@sluice/affected";
import { manifest, names, SERVICES, AffectedRepository } from "./fixture.ts";

/** A folder that goes away with the test. */
class TestFolder {
  readonly path: string = mkdtempSync(join(tmpdir(), "sluice-memory-"));
  files(): string[] {
    return readdirSync(this.path).sort();
  }
  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

describe("openMemory", () => {
  it("gives back what was written, for the same key and the same program only", () => {
    using folder = new TestFolder();
    const memory = openMemory({ folder: folder.path, identity: "1.0.0" });
    memory.write("graph", ["a"], { value: 1 });
    expect(memory.read("graph", ["a"])).toEqual({ value: 1 });
    expect(memory.read("graph", ["b"])).toBeNull();
    expect(memory.read("answer", ["a"])).toBeNull();
    expect(openMemory({ folder: folder.path, identity: "1.0.1" }).read("graph", ["a"])).toBeNull();
  });

  it.each([
    ["cut off", (text: string) => text.slice(0, -3)],
    ["changed", (text: string) => text.replace("1", "2")],
    ["empty", () => ""],
    ["no text at all", () => "\0\0\0"],
  ])("throws away a file that is %s", (_, damage) => {
    using folder = new TestFolder();
    const memory = openMemory({ folder: folder.path, identity: "1" });
    memory.write("graph", ["a"], { value: [1, 1, 1] });
    const [name = ""] = folder.files();
    const text = readFileSync(join(folder.path, name), "utf8");
    const end = text.lastIndexOf("\n") + 1;
    writeFileSync(join(folder.path, name), text.slice(0, end) + damage(text.slice(end)));
    expect(memory.read("graph", ["a"])).toBeNull();
    expect(folder.files()).toEqual([]);
  });

  it("forgets the oldest when it gets too large, and what a writer that died left behind", () => {
    using folder = new TestFolder();
    writeFileSync(join(folder.path, "unfinished-1"), "x".repeat(3000));
    const memory = openMemory({ folder: folder.path, identity: "1", limit: 2000 });
    for (const key of ["a", "b", "c"]) memory.write("graph", [key], { text: "x".repeat(800) });
    expect(folder.files()).toHaveLength(2);
    expect(memory.read("graph", ["c"])).not.toBeNull();
  });

  it("does without a folder that cannot be made", () => {
    using folder = new TestFolder();
    writeFileSync(join(folder.path, "file"), "");
    const memory = openMemory({ folder: join(folder.path, "file", "below"), identity: "1" });
    memory.write("graph", ["a"], { value: 1 });
    expect(memory.read("graph", ["a"])).toBeNull();
  });

  it("gives all or nothing while several processes write the same", async () => {
    using folder = new TestFolder();
    const script = `
      import { openMemory } from ${JSON.stringify(new URL("../../src/memory/open-memory.ts", import.meta.url).href)};
      const memory = openMemory({ folder: ${JSON.stringify(folder.path)}, identity: "1" });
      for (let round = 0; round < 100; round += 1) {
        memory.write("graph", ["a"], { text: "x".repeat(20_000 + round) });
        const value = memory.read("graph", ["a"]);
        if (value === null || !/^x{20000,20099}$/.test(value.text)) throw new Error("torn");
      }`;
    const run = () => promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
    await Promise.all([run(), run(), run()]);
    expect(folder.files()).toHaveLength(1);
  });
});

describe("readAffected with a memory", () => {
  it("reads no manifest again when only sources changed, in a commit and in the working tree", async () => {
    using repository = AffectedRepository.init();
    using folder = new TestFolder();
    const memory = openMemory({ folder: folder.path, identity: "1" });
    const base = repository.commit(SERVICES);
    repository.commit({ "services/lib/index.ts": "2" });
    const expected = ["api", "lib"];
    expect(names(await repository.affected({ base, head: "HEAD", memory }))).toEqual(expected);
    expect(names(await repository.affected({ base, head: "HEAD", memory, readWorkspace }))).toEqual(expected);
    expect(names(await repository.affected({ base, memory, readWorkspace }))).toEqual(expected);
    repository.write({ "services/lib/index.ts": "3" });
    expect(names(await repository.affected({ base, memory, readWorkspace }))).toEqual(expected);
    repository.commit();
    expect(names(await repository.affected({ base, head: "HEAD", memory, readWorkspace }))).toEqual(expected);
    repository.write({ "services/lib/package.json": manifest("lib", { web: "*" }) });
    await expect(repository.affected({ base, memory, readWorkspace })).rejects.toThrow("read again");
  });

  it("reads no manifest again while a new file lies in the working tree, until something else matters", async () => {
    using repository = AffectedRepository.init();
    using folder = new TestFolder();
    const memory = openMemory({ folder: folder.path, identity: "1" });
    const base = repository.commit(SERVICES);
    repository.write({ "services/lib/new.ts": "1", "notes.txt": "1" });
    expect(names(await repository.affected({ base, memory }))).toEqual(["api", "lib"]);
    const again = { base, memory, readWorkspace };
    expect(names(await repository.affected(again))).toEqual(["api", "lib"]);
    repository.write({ "services/lib/new.ts": "2", "services/api/index.ts": "2", "notes.txt": "2" });
    expect(names(await repository.affected(again))).toEqual(["api", "lib"]);
    repository.git("add", "--all");
    expect(names(await repository.affected(again))).toEqual(["api", "lib"]);
    repository.write({ "services/lib/new.ts": 'import "web";\n' });
    await expect(repository.affected(again)).rejects.toThrow("read again");
    repository.write({ "services/lib/new.ts": "2", "services/lib/newer.ts": "1" });
    await expect(repository.affected(again)).rejects.toThrow("read again");
    repository.write({ "services/lib/newer.ts": null, "notes.txt": null });
    await expect(repository.affected(again)).rejects.toThrow("read again");
  });

  it("reads no manifest again where sources are links to files that git knows, and again where they lead elsewhere", async () => {
    using repository = AffectedRepository.init();
    using folder = new TestFolder();
    const memory = openMemory({ folder: folder.path, identity: "1" });
    const base = repository.commit({ ...SERVICES, ".gitignore": "ignored.ts\n", "services/lib/link.ts": "", "services/lib/other.ts": "" });
    const link = (path: string, target: string) => {
      repository.write({ [path]: null });
      symlinkSync(target, join(repository.root, path));
      repository.commit();
    };
    link("services/lib/link.ts", "../web/linked.ts");
    repository.commit({ "services/web/linked.ts": "1" });
    const again = { base, memory, readWorkspace };
    expect(names(await repository.affected({ base, memory }))).toEqual(["api", "lib", "web"]);
    expect(names(await repository.affected(again))).toEqual(["api", "lib", "web"]);
    repository.write({ "services/api/index.ts": "2" });
    expect(names(await repository.affected(again))).toEqual(["api", "lib", "web"]);
    repository.write({ "services/web/linked.ts": 'import "api";\n' });
    await expect(repository.affected(again)).rejects.toThrow("read again");
    repository.commit();
    link("services/lib/other.ts", "../../ignored.ts");
    repository.write({ "ignored.ts": 'import "web";\n' });
    expect(names(await repository.affected({ base, memory }))).toEqual(["api", "lib", "web"]);
    await expect(repository.affected(again)).rejects.toThrow("read again");
  });

  it("says the same as without one, whatever is edited, committed or not", async () => {
    const edit = record({
      path: constantFrom(...PATHS),
      text: constantFrom(
        null,
        "1",
        "2",
        "{ broken",
        manifest("web", {}),
        manifest("lib", {}),
        manifest("api", { web: "*" }),
        "node_modules/\n",
        'import "lib";\n',
        '\nimport "lib";\n',
        'import "../lib/index.ts";\n',
      ),
      after: constantFrom("commit", "leave", "stage"),
    });
    await assert(
      asyncProperty(array(edit, { minLength: 1, maxLength: 6 }), constantFrom(...TARGETS), async (edits, target) => {
        using repository = AffectedRepository.init();
        using folder = new TestFolder();
        const memory = openMemory({ folder: folder.path, identity: "1" });
        repository.write(SERVICES);
        // Who writes into the link, writes into what it leads to.
        symlinkSync(target, join(repository.root, "services/web/link.ts"));
        const base = repository.commit();
        for (const { path, text, after } of edits) {
          repository.write({ [path]: text });
          if (after === "commit") repository.commit();
          if (after === "stage") repository.git("add", "--all");
          for (const range of [{ base }, { base, head: "HEAD" }, { base: "HEAD" }].map((revisions) => ({ ...revisions, readImages }))) {
            const expected = await repository.affected(range);
            expect(await repository.affected({ ...range, memory })).toEqual(expected);
            expect(await repository.answer({ ...range, memory })).toEqual(expected);
            // The second time it is remembered.
            expect(await repository.answer({ ...range, memory })).toEqual(expected);
          }
        }
      }),
      { numRuns: 5 },
    );
  });
});

const readWorkspace = () => Promise.reject(new Error("read again"));

/** One image of all that its project has, called by what its Dockerfile says. */
const readImages: ReadAffectedOptions["readImages"] = async (workspace, { files, readFile }) => {
  const dockerfile = "services/web/Dockerfile";
  const text = await readFile(dockerfile);
  if (text === null || !workspace.projects.some(({ name }) => name === "web")) return { images: [], warnings: [] };
  const inputs = files.filter((file) => file.startsWith("services/web/"));
  const image = { name: text, repository: text, project: "web", dockerfile, context: "services/web", inputs, bases: [text] };
  return { images: [image], warnings: [] };
};

const TARGETS = ["../lib/index.ts", "../lib/package.json", "../lib/none.ts", "../../../outside.ts"];

const PATHS = [
  "services/lib/index.ts",
  "services/lib/package.json",
  "services/api/new.ts",
  "services/web/index.ts",
  "services/web/link.ts",
  "services/web/package.json",
  "services/new/package.json",
  "services/web/Dockerfile",
  ".gitignore",
  "package.json",
  "nx.json",
];
