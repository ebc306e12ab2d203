import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestRepository } from "../../../test/test-repository.ts";
import { openHistory } from "../../history.ts";
import { renderReplay } from "../../render-replay.ts";
import { replayChangesets } from "../../replay-changesets.ts";
import { replayCommits } from "../../replay-commits.ts";

let repository: TestRepository;
beforeEach(() => {
  repository = TestRepository.init();
});
afterEach(() => repository.remove());

test("releases that changesets itself made are the same, and one that was changed by hand is not", async () => {
  repository.commit({
    "package.json": '{ "name": "root", "private": true, "workspaces": ["packages/*"] }\n',
    "package-lock.json": "{}\n",
    ".changeset/config.json": "{}\n",
    "packages/ui/package.json": '{ "name": "@acme/ui", "version": "1.0.0" }\n',
    "packages/app/package.json": '{ "name": "@acme/app", "version": "1.0.0", "dependencies": { "@acme/ui": "^1.0.0" } }\n',
  });
  await release({ ".changeset/a.md": '---\n"@acme/ui": major\n---\n\nA.\n' });
  await changeset("pre", "enter", "next");
  await release({ ".changeset/b.md": '---\n"@acme/app": minor\n---\n\nB.\n' });
  await changeset("pre", "exit");
  await release({ ".changeset/c.md": '---\n"@acme/ui": patch\n---\n\nC.\n' });
  const history = openHistory(repository.root);
  const same = await replayChangesets(history, 10);
  expect(renderReplay(same)).toBe("3 releases with 5 new versions: 3 the same, 0 with a reason, 0 without");

  await release({ ".changeset/d.md": '---\n"@acme/ui": patch\n---\n\nD.\n' });
  const path = join(repository.root, "packages/ui/package.json");
  repository.write({ "packages/ui/package.json": (await readFile(path, "utf8")).replace("2.0.2", "2.5.0") });
  repository.git("commit", "--quiet", "--all", "--amend", "--no-edit");
  const [byHand] = await replayChangesets(history, 1);
  expect(byHand).toMatchObject({
    differences: [{ place: "packages/ui/package.json", field: "version", really: "2.5.0", replayed: "2.0.2" }],
    reason: "as the changesets of today has it",
  });
});

test("versions from conventional commits, with the steps that a repository has of its own", async () => {
  repository.commit({ "package.json": '{ "name": "acme", "version": "0.0.0-development" }\n' });
  repository.git("tag", "v0.9.0");
  for (const [message, gitTag] of [
    ["feat: first", "v1.0.0"],
    ["fix: wrong", "v1.0.1"],
    ["feat!: another", "v2.0.0"],
    ["docs: told", "v2.0.1"],
  ] as const) {
    repository.commit({ "index.js": `// ${message}\n` }, message);
    repository.git("tag", gitTag);
  }
  const history = openHistory(repository.root);
  const replayed = await replayCommits(history, { limit: 10, patch: ["docs"] });
  expect(renderReplay(replayed)).toBe(
    [
      "v1.0.0: the step from 0 was decided by people",
      "  acme after 0.9.0: really 1.0.0, replayed 0.10.0",
      "4 releases with 4 new versions: 3 the same, 1 with a reason, 0 without",
    ].join("\n"),
  );
  const strict = await replayCommits(history, { limit: 10, patch: [] });
  expect(strict.find(({ name }) => name === "v2.0.1")?.differences).toMatchObject([{ really: "2.0.1", replayed: "no release" }]);
});

async function release(changes: Record<string, string>): Promise<void> {
  repository.commit(changes);
  await changeset("version");
  repository.commit({});
}

async function changeset(...args: string[]): Promise<void> {
  const program = join(import.meta.dirname, "../../../../node_modules/@changesets/cli/bin.js");
  await execa(process.execPath, [program, ...args], { cwd: repository.root });
}
