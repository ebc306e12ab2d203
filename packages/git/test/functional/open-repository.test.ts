import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { array, assert, asyncProperty, constantFrom, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { openRepository, type Repository } from "@sluice/git";
import { TestRepository, testEnvironment } from "../../../../tools/test/test-repository.ts";

const open = (repository: TestRepository, folder = ""): Promise<Repository> =>
  openRepository(join(repository.root, folder), { env: testEnvironment() });

describe("openRepository", () => {
  it("finds the top from a folder inside", async () => {
    using repository = TestRepository.init();
    repository.commit({ "a/b/c.txt": "" });
    expect((await open(repository, "a/b")).root).toBe(repository.root);
  });

  it("is not led astray by a hook's GIT_DIR and GIT_INDEX_FILE", async () => {
    using repository = TestRepository.init();
    using other = TestRepository.init();
    const commit = repository.commit({ a: "" });
    const env = {
      ...testEnvironment(),
      GIT_DIR: join(other.root, ".git"),
      GIT_INDEX_FILE: "/nonexistent",
      GIT_EXTERNAL_DIFF: "false",
      PAGER: "false",
      EDITOR: "false",
    };
    const opened = await openRepository(repository.root, { env });
    expect(await opened.headRevision()).toBe(commit);
  });

  it("says when there is no repository, only a bare one, or no git", async () => {
    using plain = new TestRepository();
    await expect(open(plain)).rejects.toMatchObject({ code: "SLUICE_NOT_A_REPOSITORY" });
    await expect(open(plain, "not/there")).rejects.toMatchObject({ code: "SLUICE_NOT_A_REPOSITORY", hint: expect.any(String) });
    plain.git("init", "--quiet", "--bare");
    await expect(open(plain)).rejects.toMatchObject({
      code: "SLUICE_NOT_A_REPOSITORY",
      message: expect.stringContaining("no working tree"),
    });
    await expect(openRepository(plain.root, { env: { PATH: "/nonexistent" } })).rejects.toMatchObject({ code: "SLUICE_GIT_MISSING" });
  });

  it("knows no head before the first commit", async () => {
    using repository = TestRepository.init();
    const opened = await open(repository);
    expect(await opened.headRevision()).toBeNull();
    expect(await opened.currentBranch()).toBe("main");
    expect(await opened.listFiles()).toEqual([]);
  });
});

describe("revisions", () => {
  it("resolves branches, tags and expressions to commits", async () => {
    using repository = TestRepository.init();
    const first = repository.commit({ a: "1" });
    repository.git("tag", "--annotate", "--message=x", "v1");
    const second = repository.commit({ a: "2" });
    const opened = await open(repository);
    expect(await opened.resolveRevision("v1")).toBe(first);
    expect(await opened.resolveRevision("HEAD~1")).toBe(first);
    expect(await opened.resolveRevision(second.slice(0, 9))).toBe(second);
    expect(await opened.isAncestor(first, second)).toBe(true);
    expect(await opened.isAncestor(second, first)).toBe(false);
  });

  it.each(["--output=pwned", "-h", "--all", "", "nothing", "HEAD:a", "a\nb", "0".repeat(40), "HEAD..HEAD"])(
    "refuses %j",
    async (revision) => {
      using repository = TestRepository.init();
      repository.commit({ a: "1" });
      const opened = await open(repository);
      await expect(opened.resolveRevision(revision)).rejects.toMatchObject({ code: "SLUICE_UNKNOWN_REVISION" });
      await expect(opened.diffFiles({ base: revision, head: null })).rejects.toMatchObject({ code: "SLUICE_UNKNOWN_REVISION" });
      expect(await opened.findRevision(revision)).toBeNull();
      expect(existsSync(join(repository.root, "pwned"))).toBe(false);
    },
  );

  it("knows which branch was meant", async () => {
    using origin = TestRepository.init();
    origin.commit({ a: "1" });
    using clone = origin.clone();
    clone.git("checkout", "--quiet", "-b", "feature/login");
    clone.git("branch", "--quiet", "-D", "main");
    const opened = await open(clone);
    const hint = async (revision: string) => opened.resolveRevision(revision).catch((error: { hint: string }) => error.hint);
    expect(await hint("main")).toBe('Did you mean "origin/main"?');
    expect(await hint("feature/logni")).toBe('Did you mean "feature/login"?');
    expect(await hint("v7")).toMatch(/^Name a branch/);
  });

  it("finds no merge base of unrelated histories", async () => {
    using repository = TestRepository.init();
    repository.commit({ a: "1" });
    repository.git("checkout", "--quiet", "--orphan", "other");
    repository.commit({ a: "2" });
    expect(await (await open(repository)).mergeBase("main", "other")).toBeNull();
  });
});

describe("changed files", () => {
  it("shows a rename across folders as a deletion and an addition", async () => {
    using repository = TestRepository.init();
    const base = repository.commit({ "packages/a/file.ts": "the same text, long enough to be similar\n" });
    mkdirSync(join(repository.root, "packages/b"));
    renameSync(join(repository.root, "packages/a/file.ts"), join(repository.root, "packages/b/file.ts"));
    const expected = [
      { path: "packages/a/file.ts", status: "deleted" },
      { path: "packages/b/file.ts", status: "added" },
    ];
    const opened = await open(repository);
    expect(await opened.diffFiles({ base, head: null })).toEqual(expected);
    const head = repository.commit();
    expect(await opened.diffFiles({ base, head })).toEqual(expected);
    expect(await opened.diffFiles({ base: head, head: null })).toEqual([]);
  });

  it("gives odd names exactly", async () => {
    using repository = TestRepository.init();
    const base = repository.commit({});
    const names = [
      " leading space",
      "-dash",
      "--output=x",
      ":(top)magic",
      "a\nline",
      "q\"uo'te",
      "tab\there",
      "ü/ñ é.ts",
      "日本.txt",
      "*.glob",
      "back\\slash",
    ];
    repository.write(Object.fromEntries(names.map((name) => [name, name])));
    const opened = await open(repository);
    const expected = [...names].sort();
    expect((await opened.diffFiles({ base, head: null })).map((file) => file.path)).toEqual(expected);
    expect(await opened.listFiles()).toEqual(expected);
    const head = repository.commit();
    expect((await opened.diffFiles({ base, head })).map((file) => file.path)).toEqual(expected);
    expect(await opened.listFilesAt(head)).toEqual(expected);
    expect(await opened.readFilesAt(head, names)).toEqual(new Map(names.map((name) => [name, name])));
  });

  it("sees modes, links, deletions, staged, unstaged and untracked files, not ignored ones", async () => {
    using repository = TestRepository.init();
    const base = repository.commit({
      ".gitignore": "ignored\n",
      run: "#!",
      gone: "",
      staged: "1",
      unstaged: "1",
      target: "",
      untouched: "",
      uncached: "",
    });
    chmodSync(join(repository.root, "run"), 0o755);
    rmSync(join(repository.root, "gone"));
    repository.write({ staged: "2", ignored: "", "new/file": "" });
    repository.git("add", "staged");
    repository.git("rm", "--quiet", "--cached", "uncached");
    repository.write({ unstaged: "2" });
    symlinkSync("target", join(repository.root, "link"));
    const opened = await open(repository);
    expect(await opened.isClean()).toBe(false);
    expect(await opened.diffFiles({ base, head: null })).toEqual([
      { path: "gone", status: "deleted" },
      { path: "link", status: "added" },
      { path: "new/file", status: "added" },
      { path: "run", status: "modified" },
      { path: "staged", status: "modified" },
      // Nobody says what kind of file it is now.
      { path: "uncached", status: "modified", isRetyped: true },
      { path: "unstaged", status: "modified" },
    ]);
    expect(await opened.listFiles()).toEqual([
      ".gitignore",
      "link",
      "new/file",
      "run",
      "staged",
      "target",
      "uncached",
      "unstaged",
      "untouched",
    ]);
    const head = repository.commit();
    rmSync(join(repository.root, "link"));
    repository.write({ link: "target" });
    expect(await opened.diffFiles({ base: head, head: null })).toEqual([{ path: "link", status: "modified", isRetyped: true }]);
  });

  it("sees the same through the commit that is checked out, whatever is committed, staged and left", async () => {
    const edit = record({
      path: constantFrom("a", "b/c", "-d", "ü x"),
      text: constantFrom(null, "1", "2", "3"),
      after: constantFrom("commit", "stage", "leave", "uncache"),
    });
    await assert(
      asyncProperty(array(edit, { minLength: 2, maxLength: 7 }), async (edits) => {
        using repository = TestRepository.init();
        const base = repository.commit({ a: "1", "b/c": "1" });
        for (const { path, text, after } of edits) {
          if (text === null) rmSync(join(repository.root, path), { force: true });
          else repository.write({ [path]: text });
          if (after === "commit") repository.commit();
          if (after === "stage") repository.git("add", "--all");
          if (after === "uncache") repository.git("rm", "--quiet", "--force", "--cached", "--ignore-unmatch", "--", path);
        }
        const opened = await open(repository);
        const commit = repository.git("rev-parse", "HEAD");
        const through = { commit, workingTree: await opened.readWorkingTree() };
        for (const from of [base, commit])
          expect(await opened.diffFiles({ base: from, head: null, through })).toEqual(await opened.diffFiles({ base: from, head: null }));
      }),
      { numRuns: 15 },
    );
  });

  it("sees a submodule that moved", async () => {
    using inner = TestRepository.init();
    inner.commit({ x: "1" });
    using repository = TestRepository.init();
    const before = repository.commit({ a: "" });
    repository.git("submodule", "--quiet", "add", `file://${inner.root}`, "libs/inner");
    const base = repository.commit();
    repository.write({ "libs/inner/x": "2" });
    repository.git("-C", "libs/inner", "commit", "--quiet", "--all", "--message", "change");
    const opened = await open(repository);
    expect(await opened.diffFiles({ base: before, head: base })).toEqual([
      { path: ".gitmodules", status: "added" },
      { path: "libs/inner", status: "added" },
    ]);
    expect(await opened.diffFiles({ base, head: null })).toEqual([{ path: "libs/inner", status: "modified" }]);
    expect(await opened.listFiles()).toEqual([".gitmodules", "a", "libs/inner"]);
    expect(await opened.readFilesAt(base, ["libs/inner", "a"])).toEqual(new Map([["a", ""]]));
  });

  it("reads files as they were, links as their target, and leaves out what is none", async () => {
    using repository = TestRepository.init();
    repository.write({ "a/b.txt": "ü\nlast line without end", empty: "" });
    symlinkSync("a/b.txt", join(repository.root, "link"));
    const commit = repository.commit();
    repository.commit({ "a/b.txt": "changed" });
    const texts = await (await open(repository)).readFilesAt(commit, ["a", "none", "link", "empty", "a/b.txt", "no\nthing"]);
    expect(texts).toEqual(new Map(Object.entries({ link: "a/b.txt", empty: "", "a/b.txt": "ü\nlast line without end" })));
  });
});

describe("history", () => {
  it("tells commits of a range, also of one folder", async () => {
    using repository = TestRepository.init();
    const base = repository.commit({ "a/x": "1" }, "feat(a): first");
    const second = repository.commit({ "b/x": "1" }, "fix(b): second\n\nwith | a body\nof two lines");
    const third = repository.commit({ "a/x": "2" }, "third");
    const opened = await open(repository);
    const commits = await opened.commitsBetween({ base, head: "HEAD" });
    expect(commits.map((commit) => commit.revision)).toEqual([third, second]);
    expect(commits[1]).toEqual({
      revision: second,
      parents: [base],
      time: new Date("2026-01-02T03:04:05Z"),
      author: { name: "Ada", email: "ada@example.com" },
      message: "fix(b): second\n\nwith | a body\nof two lines",
    });
    expect((await opened.commitsBetween({ base: null, head: "HEAD", paths: ["a"] })).map((commit) => commit.revision)).toEqual([
      third,
      base,
    ]);
    expect(await opened.commitTime(base)).toEqual(new Date("2026-01-02T03:04:05Z"));
  });

  it("deepens a shallow clone as far as asked", async () => {
    using origin = TestRepository.init();
    const commits = [1, 2, 3, 4, 5].map((number) => origin.commit({ a: String(number) }));
    using clone = origin.clone("--depth=1");
    const opened = await open(clone);
    expect(await opened.isShallow()).toBe(true);
    expect(await opened.findRevision(commits[3] ?? "")).toBeNull();
    await opened.fetch({ remote: "origin", history: { deepen: 1 } });
    expect(await opened.findRevision(commits[3] ?? "")).toBe(commits[3]);
    expect(await opened.findRevision(commits[2] ?? "")).toBeNull();
    await opened.fetch({ remote: "origin", history: "all" });
    expect(await opened.findRevision(commits[0] ?? "")).toBe(commits[0]);
    expect(await opened.isShallow()).toBe(false);
    await opened.fetch({ remote: "origin", history: { depth: 1 } });
    expect(await opened.isShallow()).toBe(false);
  });

  it("knows the remote's default branch, and where HEAD is", async () => {
    using origin = TestRepository.init();
    origin.commit({ a: "" });
    using clone = origin.clone();
    const opened = await open(clone);
    expect(await opened.defaultRemoteBranch("origin")).toBe("main");
    expect(await opened.defaultRemoteBranch("other")).toBeNull();
    expect(await opened.listRemotes()).toEqual(["origin"]);
    clone.git("checkout", "--quiet", "--detach");
    expect(await opened.currentBranch()).toBeNull();
  });

  it.each(["--upload-pack=touch pwned", "-o", ""])("fetches nothing named %j", async (name) => {
    using repository = TestRepository.init();
    const opened = await open(repository);
    await expect(opened.fetch({ remote: name })).rejects.toMatchObject({ code: "SLUICE_GIT_FAILED" });
    await expect(opened.fetch({ remote: "origin", refspecs: [name] })).rejects.toMatchObject({ code: "SLUICE_GIT_FAILED" });
    expect(existsSync(join(repository.root, "pwned"))).toBe(false);
  });

  it("keeps a password out of the error", async () => {
    using repository = TestRepository.init();
    const error: unknown = await (
      await open(repository)
    )
      .fetch({ remote: "https://me:hunter2@127.0.0.1:1/x.git" })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "SLUICE_GIT_FAILED" });
    expect(JSON.stringify(error) + String(error)).not.toContain("hunter2");
  });
});

describe("tags", () => {
  it("makes annotated tags, with any message, and refuses a name that is taken", async () => {
    using repository = TestRepository.init();
    const commit = repository.commit({ a: "" });
    const opened = await open(repository);
    await opened.createTag({ name: "@scope/gateway@1.0.0", revision: "HEAD", message: "# heading\n\n--not an option" });
    expect(repository.git("for-each-ref", "--format=%(objecttype) %(contents)", "refs/tags")).toBe("tag # heading\n\n--not an option");
    expect(await opened.tagsAt(commit)).toEqual(["@scope/gateway@1.0.0"]);
    await expect(opened.createTag({ name: "@scope/gateway@1.0.0", revision: "HEAD", message: "x" })).rejects.toMatchObject({
      code: "SLUICE_TAG_EXISTS",
    });
    // Each of them is one that `git check-ref-format` refuses too, but for the first.
    const bad = [
      "-d",
      "a..b",
      "with space",
      "",
      "a:b",
      "a*",
      "a?",
      "a[",
      "a~1",
      "a^",
      "a\\b",
      "a@{b",
      ".a",
      "a/.b",
      "a.lock",
      "a.",
      "a//b",
      "a/",
    ];
    for (const name of bad) {
      await expect(opened.createTag({ name, revision: "HEAD", message: "x" })).rejects.toMatchObject({ code: "SLUICE_BAD_TAG_NAME" });
    }
    await expect(opened.createTag({ name: "v1", revision: "nothing", message: "x" })).rejects.toMatchObject({
      code: "SLUICE_UNKNOWN_REVISION",
    });
  });

  it("takes the tagger it is given where git knows none", async () => {
    using repository = TestRepository.init();
    repository.commit({ a: "" });
    const opened = await openRepository(repository.root, { env: { PATH: testEnvironment()["PATH"], HOME: "/nonexistent" } });
    await opened.createTag({ name: "v1", revision: "HEAD", message: "x", tagger: { name: "Bot", email: "bot@example.com" } });
    expect(repository.git("for-each-ref", "--format=%(taggername) %(taggeremail)", "refs/tags")).toBe("Bot <bot@example.com>");
  });

  it("lists tags with their commits, here and on the remote, and pushes many at once or none", async () => {
    using origin = TestRepository.init();
    const first = origin.commit({ a: "1" });
    origin.git("tag", "light");
    using clone = origin.clone();
    const second = clone.commit({ a: "2" });
    clone.git("config", "push.followTags", "true");
    const opened = await open(clone);
    await opened.createTag({ name: "not-asked-for", revision: first, message: "x" });
    await opened.createTag({ name: "a@1.0.0", revision: second, message: "a" });
    await opened.createTag({ name: "b@1.0.0", revision: first, message: "b" });
    await opened.pushTags("origin", ["a@1.0.0", "b@1.0.0"]);
    expect(await opened.remoteTags("origin")).toEqual(
      new Map([
        ["a@1.0.0", second],
        ["b@1.0.0", first],
        ["light", first],
      ]),
    );
    clone.git("tag", "--delete", "not-asked-for");
    expect((await opened.listTags()).map((tag) => [tag.name, tag.revision])).toEqual([
      ["a@1.0.0", second],
      ["b@1.0.0", first],
      ["light", first],
    ]);
    expect((await opened.tagsReachableFrom(first)).map((tag) => tag.name)).toEqual(["b@1.0.0", "light"]);

    await opened.pushTags("origin", ["a@1.0.0"]);
    clone.git("tag", "--force", "--annotate", "--message=moved", "light", second);
    await opened.createTag({ name: "c@1.0.0", revision: second, message: "c" });
    await expect(opened.pushTags("origin", ["c@1.0.0", "light"])).rejects.toMatchObject({
      code: "SLUICE_TAG_EXISTS",
      message: expect.stringContaining("light"),
    });
    expect([...(await opened.remoteTags("origin")).keys()]).toEqual(["a@1.0.0", "b@1.0.0", "light"]);
  });
});
