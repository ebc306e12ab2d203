import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openRepository, type Repository } from "@sluice/git";
import { TestRepository, testEnvironment } from "../../../../tools/test/test-repository.ts";

/** Settings that change what git prints, or what it takes for granted. */
const SETTINGS = `
[color]
	ui = always
	diff = always
	status = always
	branch = always
[column]
	ui = always
[commit]
	gpgSign = true
[core]
	abbrev = 4
	autocrlf = true
	pager = false
	quotePath = true
	untrackedCache = true
	whitespace = cr-at-eol
[diff]
	external = false
	ignoreSubmodules = all
	mnemonicPrefix = true
	noprefix = true
	relative = true
	renames = copies
	submodule = log
[fetch]
	prune = true
	pruneTags = true
	recurseSubmodules = true
[format]
	pretty = oneline
[i18n]
	commitEncoding = ISO-8859-1
	logOutputEncoding = ISO-8859-1
[init]
	defaultBranch = trunk
[log]
	abbrevCommit = true
	date = relative
	decorate = full
	follow = true
	showRoot = false
	showSignature = true
[pull]
	rebase = true
[push]
	default = nothing
	followTags = true
[safe]
	bareRepository = explicit
[status]
	branch = true
	relativePaths = true
	renames = copies
	short = true
	showStash = true
	showUntrackedFiles = no
[submodule]
	recurse = true
[tag]
	sort = -version:refname
`;

test("what a person has set for git changes no answer", async () => {
  using library = TestRepository.init({ "lib.txt": "1" });
  using repository = TestRepository.init();
  repository.git("submodule", "add", "--quiet", `file://${library.root}`, "library");
  const first = repository.commit(
    { "services/ü/a b.txt": "1\n2\n3\n4\n", "same.txt": "1\n2\n3\n4\n", ".gitattributes": "*.txt text\n" },
    "Grüße: 日本",
  );
  repository.git("tag", "--annotate", "--message=Grüße", "v1.10.0");
  repository.git("tag", "v1.9.0");
  repository.git("mv", "services", "moved");
  const moved = repository.commit({}, "move");
  library.commit({ "lib.txt": "2" });
  repository.git("-C", "library", "pull", "--quiet");
  const head = repository.commit({ "copy.txt": "1\n2\n3\n4\n" }, "copy, and a newer library");
  const origin = join(repository.folder, "origin.git");
  repository.git("clone", "--quiet", "--bare", repository.root, origin);
  repository.git("remote", "add", "origin", origin);
  repository.write({ "same.txt": "1\r\n2\r\n", "untracked/ü.txt": "" });
  const settings = join(repository.folder, "settings");
  writeFileSync(settings, SETTINGS);
  mkdirSync(join(repository.folder, "home"));

  const plain = await openRepository(repository.root, { env: testEnvironment() });
  const personal = await openRepository(join(repository.root, "moved"), {
    env: { ...testEnvironment(), HOME: join(repository.folder, "home"), GIT_CONFIG_GLOBAL: settings, LC_ALL: "C", TZ: "Pacific/Auckland" },
  });
  const answers = await ask(plain, { first, moved, head });
  expect(await ask(personal, { first, moved, head })).toEqual(answers);
  expect(answers).toMatchObject({
    rootFiles: [".gitattributes", ".gitmodules", "library", "same.txt", "services/ü/a b.txt"],
    messages: ["copy, and a newer library", "move", "Grüße: 日本"],
    changed: ["copy.txt", "library", "moved/ü/a b.txt", "same.txt", "services/ü/a b.txt", "untracked/ü.txt"],
    touching: [moved],
  });
});

async function ask(opened: Repository, { first, moved, head }: { first: string; moved: string; head: string }) {
  const whole = await opened.commitsWithFiles({ base: null, head });
  const tree = await opened.readTree(head);
  const author = { name: "Ada", email: "ada@example.com" };
  const writes = [{ path: "new/ü.txt", text: "ü" }];
  const made = await opened.commitFiles({ parent: head, message: "Grüße", author, writes, deletes: ["same.txt"] });
  const note = await opened.makeNote("a lock of Jürgen's", author);
  await opened.updateRemoteRef({
    remote: "origin",
    reference: "refs/notes-of/x",
    revision: note,
    expected: await opened.remoteRef("origin", "refs/notes-of/x"),
  });
  await opened.fetch({ remote: "origin", refspecs: ["+refs/heads/main:refs/remotes/origin/main"] });
  return {
    rootFiles: whole
      .at(-1)
      ?.files.map(({ path }) => path)
      .sort(),
    whole,
    messages: whole.map(({ message }) => message),
    changed: (await opened.diffFiles({ base: first, head: null })).map(({ path }) => path),
    between: await opened.diffFiles({ base: first, head: moved }),
    touching: (await opened.commitsBetween({ base: null, head, paths: ["moved/ü/a b.txt"] })).map(({ revision }) => revision),
    commit: await opened.readCommit(first),
    files: await opened.listFiles(),
    filesAt: await opened.listFilesAt(first),
    tree: { files: tree.files.map((path) => [path, tree.idOf(path)]), links: [...tree.links], listing: tree.listing },
    workingTree: await opened.readWorkingTree(),
    isClean: await opened.isClean(),
    branch: await opened.currentBranch(),
    tags: await opened.listTags(),
    tagsAt: await opened.tagsAt(first),
    made: await opened.readCommit(made),
    madeFiles: await opened.listFilesAt(made),
    text: [...(await opened.readFilesAt(first, ["services/ü/a b.txt"]))],
    note: await opened.readNote("origin", "refs/notes-of/x"),
  };
}
