import { expect, test } from "vitest";
import { readWorkspace } from "../../src/index.ts";
import { temporaryFiles } from "./temporary-repository.ts";

const files = {
  "package.json": '{ "name": "root", "private": true, "dependencies": { "zod": "3" } }',
  "package-lock.json": "{}",
  "tsconfig.base.json": '{ "compilerOptions": { "paths": { "@org/ui": ["libs/ui/src/index.ts"] } } }',
  "apps/shop/project.json": '{ "name": "shop", "projectType": "application" }',
  "apps/shop/tsconfig.json": '{ "extends": "../../tsconfig.base.json" }',
  "apps/shop/src/main.ts": 'import { x } from "@org/ui";\n',
  "apps/proxy/project.json": "{}",
  "apps/proxy/Dockerfile": "FROM scratch\n",
  "libs/ui/project.json": "{ // a comment\n}",
  "libs/ui/src/index.ts": "export const x = 1;\n",
  "services/api/go.mod": "module example.com/api\n",
  "services/api/project.json": '{ "name": "backend" }',
};

async function read(contents: Record<string, string>) {
  const temporary = temporaryFiles(contents);
  const { projects, dependencies, lockfiles } = await readWorkspace({ ...temporary, configuration: { projects: { ignore: [] } } });
  return {
    projects: projects.map(({ name, ecosystem, type, manifest }) => [name, ecosystem, type, manifest]),
    dependencies,
    lockfiles: lockfiles.map(({ path, projects: users }) => [path, users]),
  };
}

test("a project.json alone makes a project beside an nx.json, with the packages of the root", async () => {
  expect(await read({ ...files, "nx.json": "{}" })).toEqual({
    projects: [
      ["backend", "go", "lib", "services/api/go.mod"],
      ["proxy", "docker", "app", "apps/proxy/Dockerfile"],
      ["shop", "npm", "app", "apps/shop/project.json"],
      ["ui", "npm", "lib", "libs/ui/project.json"],
    ],
    dependencies: [{ source: "shop", target: "ui", file: "apps/shop/src/main.ts", line: 1 }],
    lockfiles: [
      ["package-lock.json", ["proxy", "shop", "ui"]],
      ["package.json", ["proxy", "shop", "ui"]],
    ],
  });
});

test("elsewhere it may be anything", async () => {
  const { projects } = await read(files);
  expect(projects.map(([name]) => name)).toEqual(["backend", "proxy"]);
});
