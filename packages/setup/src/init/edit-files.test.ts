import { expect, test } from "vitest";
import { editIgnoreFile } from "./edit-ignore-file.ts";
import { editMakefile } from "./edit-makefile.ts";
import { editNxJson } from "./edit-nx-json.ts";
import { editPackageJson } from "./edit-package-json.ts";
import { renderConfiguration } from "./render-configuration.ts";

const nx = { defaultBranch: "main", hasTypeScript7: false };
const tools = { "@sluice/cli": "^1.0.0", nx: "^24.0.6" };

test("nx.json keeps its comments, order and indentation, and gets the plugin once", () => {
  const text = `{\n\t// ours\n\t"plugins": ["@nx/eslint/plugin"],\n\t"namedInputs": {}\n}\n`;
  const edited = editNxJson(text, nx);
  expect(edited).toBe(`{\n\t// ours\n\t"plugins": ["@nx/eslint/plugin", "@sluice/nx"],\n\t"namedInputs": {}\n}\n`);
  expect(editNxJson(edited, nx)).toBe(edited);
});

test.each([`{ "plugins": ["@sluice/nx/go"], "namedInputs": {} }`, `{ "plugins": [{ "plugin": "@sluice/nx" }], "namedInputs": {} }`])(
  "nx.json that has the plugin stays: %s",
  (text) => {
    expect(editNxJson(text, nx)).toBe(text);
  },
);

test("a new nx.json is written once, too", () => {
  const text = editNxJson(null, { defaultBranch: "trunk", hasTypeScript7: true });
  expect(JSON.parse(text)).toMatchObject({ defaultBase: "trunk", plugins: ["@sluice/nx"], pluginsConfig: { "@nx/js": {} } });
  expect(editNxJson(text, nx)).toBe(text);
});

test("package.json gets what it does not name anywhere", () => {
  const text = `{\n    "name": "shop",\n    "dependencies": { "nx": "23.0.0" }\n}\n`;
  const edited = editPackageJson(text, { name: "shop", tools });
  expect(JSON.parse(edited)).toEqual({ name: "shop", dependencies: { nx: "23.0.0" }, devDependencies: { "@sluice/cli": "^1.0.0" } });
  expect(edited).toContain('\n    "devDependencies": {\n        "@sluice/cli"');
  expect(editPackageJson(edited, { name: "shop", tools })).toBe(edited);
});

test("a new package.json has a name that npm takes", () => {
  expect(JSON.parse(editPackageJson(null, { name: "My Shop!", tools }))).toMatchObject({ name: "my-shop", private: true });
});

test(".gitignore gets what it lacks, however it says the rest", () => {
  expect(editIgnoreFile(null, { python: false })).toBe("node_modules/\n.nx/\n");
  expect(editIgnoreFile("/node_modules\n**/.nx/*", { python: true })).toBe("/node_modules\n**/.nx/*\n.venv/\n");
  expect(editIgnoreFile("node_modules\r\n", { python: false })).toBe("node_modules\r\n.nx/\r\n");
  expect(editIgnoreFile("node_modules\n.nx\n", { python: false })).toBe("node_modules\n.nx\n");
});

test("a Makefile gets the target at its end, once", () => {
  const edited = editMakefile("all:\n\techo\n", "sluice-ci-remote");
  expect(edited).toMatch(/^all:\n\techo\n\n# CI of one service[^]*\nci-remote:\n\tgh workflow run sluice-ci-remote\.yml/);
  expect(editMakefile(edited, "ci-remote")).toBe(edited);
});

test("the configuration's forms", () => {
  const configuration = { images: { registry: "ghcr.io/acme/shop" } };
  expect(renderConfiguration(configuration, "ts")).toBe(
    `import type { UserConfiguration } from "@sluice/cli/config";\n\nexport default {\n  images: {\n    registry: "ghcr.io/acme/shop"\n  }\n} satisfies UserConfiguration;\n`,
  );
  expect(renderConfiguration(configuration, "mjs")).toContain('@type {import("@sluice/cli/config").UserConfiguration}');
  expect(JSON.parse(renderConfiguration(configuration, "json"))).toMatchObject(configuration);
});

test.each([
  ['{ "name": "x", ', "1: the name of a property is expected, in double quotes; a comma after the last one is not allowed"],
  ["[]", "1: a JSON object is expected"],
  ["", "1: a value is expected; a comma after the last one is not allowed"],
])("what is no JSON object is not made worse: %j", (text, problem) => {
  const broken = (path: string) => expect.objectContaining({ code: "SLUICE_BROKEN_MANIFEST", message: `${path}:${problem}` });
  expect(() => editPackageJson(text, { name: "shop", tools: { nx: "^24.0.0" } })).toThrow(broken("package.json"));
  expect(() => editNxJson(text, nx)).toThrow(broken("nx.json"));
});
