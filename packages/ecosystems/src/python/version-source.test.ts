import { expect, test } from "vitest";
import { findVersion } from "./version-file.ts";
import { listVersionFiles } from "./version-source.ts";

const dynamic = { name: "acme-lib", dynamic: ["version"] };

test.each([
  [{ hatch: { version: { path: "src/acme_lib/__about__.py" } } }, ["src/acme_lib/__about__.py"]],
  [{ hatch: { version: { source: "vcs" } } }, []],
  [{ pdm: { version: { source: "file", path: "acme.py" } } }, ["acme.py"]],
  [{ setuptools: { dynamic: { version: { file: ["VERSION"] } } } }, ["VERSION"]],
  [
    { setuptools: { dynamic: { version: { attr: "acme_lib.__version__" } } } },
    ["lib/acme_lib/__init__.py", "lib/acme_lib.py", "src/acme_lib/__init__.py", "src/acme_lib.py", "acme_lib/__init__.py", "acme_lib.py"],
  ],
  [{ setuptools_scm: {} }, []],
])("%j", (tool, files) => {
  expect(listVersionFiles({ project: dynamic, tool }, "acme-lib", ["lib"])).toEqual(files);
});

test("Flit takes it from the module; a version in the manifest asks no file", () => {
  const value = { project: dynamic, "build-system": { "build-backend": "flit_core.buildapi" } };
  expect(listVersionFiles(value, "acme-lib", [])).toContain("src/acme_lib/__init__.py");
  expect(listVersionFiles({ project: { version: "1.0.0" }, tool: { hatch: { version: { path: "a.py" } } } }, "a", [])).toEqual([]);
});

test.each([
  ['"""Docs."""\n__version__ = "1.2.3"  # kept\n', "a.py", "1.2.3"],
  ["VERSION: Final[str] = '1.2.3'\n", "a.py", "1.2.3"],
  ['__version__ = version("acme")\n', "a.py", null],
  ["1.2.3\n", "VERSION", "1.2.3"],
  ["see git\n", "VERSION", null],
])("%j of %s: %s", (text, path, version) => {
  expect(findVersion(text, path)?.version ?? null).toBe(version);
});
