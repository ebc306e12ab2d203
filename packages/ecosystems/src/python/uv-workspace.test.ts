import { expect, test } from "vitest";
import { parsePyproject } from "./parse-pyproject.ts";
import { workspaceOf } from "./uv-workspace.ts";

const workspace = (path: string, table: string) => parsePyproject(`[tool.uv.workspace]\n${table}\n`, path);
const member = (root: string) => parsePyproject('[project]\nname = "a"\n', `${root}/pyproject.toml`);

test.each([
  ["services/a", 'members = ["services/*"]', true],
  ["services/a", 'members = ["./services/a/"]', true],
  ["services/a", 'members = ["services/*"]\nexclude = ["services/a"]', false],
  ["services/a/deep", 'members = ["services/*"]', false],
  ["services/a", "members = []", false],
])("%s is a member by %j: %s", (root, table, isMember) => {
  const top = workspace("pyproject.toml", table);
  expect(workspaceOf(member(root), [top])).toBe(isMember ? top : null);
});

test("a workspace is its own, and the nearest that has the folder counts", () => {
  const top = workspace("pyproject.toml", 'members = ["**"]');
  const near = workspace("services/pyproject.toml", 'members = ["*"]');
  expect(workspaceOf(near, [top, near])).toBe(near);
  expect(workspaceOf(member("services/a"), [top, near])).toBe(near);
});
