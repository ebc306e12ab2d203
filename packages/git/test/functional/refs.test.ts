import { chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRepository } from "@sluice/git";
import { TestRepository, testEnvironment } from "../../../../tools/test/test-repository.ts";

const author = { name: "Bot", email: "bot@example.com" };

function open(repository: TestRepository) {
  return openRepository(repository.root, { env: testEnvironment() });
}

describe("commits with their files", () => {
  it("gives children before parents, each with its own files, whatever they are called", async () => {
    using repository = TestRepository.init();
    const first = repository.commit({ "a/ä b.txt": "1", "x\ny": "1" }, "feat: one\n\nbody\n\nmore");
    repository.git("checkout", "--quiet", "-b", "side");
    const side = repository.commit({ "b/b": "1" }, "fix: side");
    repository.git("checkout", "--quiet", "main");
    repository.git("mv", "a/ä b.txt", "a/c");
    const moved = repository.commit({ "x\ny": "2" }, "refactor: move");
    repository.git("merge", "--quiet", "--no-ff", "-m", "Merge side", "side");
    const empty = repository.commit({}, "chore: nothing");
    const found = await (await open(repository)).commitsWithFiles({ base: null, head: "HEAD" });
    expect(found.map(({ revision }) => revision).filter((revision) => [first, side, moved, empty].includes(revision))).toHaveLength(4);
    const byRevision = new Map(found.map((commit) => [commit.revision, commit]));
    expect(found.at(-1)).toMatchObject({ revision: first, message: "feat: one\n\nbody\n\nmore", parents: [] });
    expect(byRevision.get(first)?.files).toEqual([
      { path: "a/ä b.txt", status: "added" },
      { path: "x\ny", status: "added" },
    ]);
    expect(byRevision.get(moved)?.files).toEqual([
      { path: "a/c", status: "added" },
      { path: "a/ä b.txt", status: "deleted" },
      { path: "x\ny", status: "modified" },
    ]);
    expect(byRevision.get(empty)?.files).toEqual([]);
    expect(found[1]).toMatchObject({ message: "Merge side", files: [], parents: [moved, side] });
    const below = await (await open(repository)).commitsWithFiles({ base: first, head: "HEAD", paths: ["b"] });
    expect(below.map(({ revision, files }) => [revision, files])).toEqual([[side, [{ path: "b/b", status: "added" }]]]);
  });
});

describe("commits without a working tree", () => {
  it("changes, adds and deletes files; the same changes give the same commit; nothing here moves", async () => {
    using repository = TestRepository.init();
    repository.write({ "run.sh": "old\n", "gone.txt": "x", "kept.txt": "x" });
    repository.commit({ "dirty.txt": "clean" });
    chmodSync(join(repository.root, "run.sh"), 0o755);
    const parent = repository.commit();
    repository.write({ "dirty.txt": "dirty" });
    const opened = await open(repository);
    const change = {
      parent,
      message: "chore: release ä",
      author,
      writes: [
        { path: "run.sh", text: "new\n" },
        { path: 'odd "name"/ä.txt', text: "ä\n" },
      ],
      deletes: ["gone.txt"],
    };
    const commit = await opened.commitFiles(change);
    expect(await opened.commitFiles(change)).toBe(commit);
    expect(repository.git("-c", "core.quotePath=false", "ls-tree", "-r", "--format=%(objectmode) %(path)", commit).split("\n")).toEqual([
      "100644 dirty.txt",
      "100644 kept.txt",
      '100644 "odd \\"name\\"/ä.txt"',
      "100755 run.sh",
    ]);
    expect(repository.git("show", `${commit}:run.sh`)).toBe("new");
    expect(repository.git("rev-parse", "HEAD")).toBe(parent);
    expect(repository.git("status", "--porcelain")).toBe(" M dirty.txt");
    expect(repository.git("for-each-ref", "refs/sluice")).toBe("");
  });
});

describe("references of a remote", () => {
  it("moves one only from where it was looked at", async () => {
    using origin = TestRepository.init();
    const first = origin.commit({ a: "1" });
    using clone = origin.clone();
    const second = clone.commit({ a: "2" });
    const opened = await open(clone);
    const reference = "refs/heads/sluice/release";
    expect(await opened.remoteRef("origin", reference)).toBeNull();
    await opened.updateRemoteRef({ remote: "origin", reference, revision: first, expected: null });
    await expect(opened.updateRemoteRef({ remote: "origin", reference, revision: second, expected: null })).rejects.toMatchObject({
      code: "SLUICE_REF_MOVED",
    });
    await opened.updateRemoteRef({ remote: "origin", reference, revision: second, expected: first });
    expect(await opened.remoteRef("origin", reference)).toBe(second);
    await expect(opened.updateRemoteRef({ remote: "origin", reference, revision: null, expected: first })).rejects.toMatchObject({
      code: "SLUICE_REF_MOVED",
    });
    await opened.updateRemoteRef({ remote: "origin", reference, revision: null, expected: second });
    expect(await opened.remoteRef("origin", reference)).toBeNull();
    await expect(opened.remoteRef("origin", "--upload-pack=x")).rejects.toMatchObject({ code: "SLUICE_BAD_REFERENCE" });
  });

  it("hangs a text on a reference, for everybody to read", async () => {
    using origin = TestRepository.init();
    origin.commit({ a: "1" });
    using clone = origin.clone();
    using other = origin.clone();
    const opened = await open(clone);
    const reference = "refs/sluice/publish-lock";
    const note = await opened.makeNote('{ "by": "Ada" }', author);
    await opened.updateRemoteRef({ remote: "origin", reference, revision: note, expected: null });
    expect(await (await open(other)).readNote("origin", reference)).toBe('{ "by": "Ada" }');
  });
});
