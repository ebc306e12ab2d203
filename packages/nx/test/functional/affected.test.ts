import { beforeAll, beforeEach, expect, test } from "vitest";
import { runSluiceFromSource } from "../../../../tools/test/run-sluice.ts";
import { NxWorkspace } from "./nx-workspace.ts";

/** What needs files of no project, in each way there is, and a project that needs each of those. */
const files = {
  ".gitignore": "node_modules\n.nx\n",
  "nx.json": '{ "plugins": ["@sluice/nx"], "analytics": false, "neverConnectToCloud": true }',
  "package.json": '{ "name": "root", "private": true, "workspaces": ["web/*"] }',
  // Reads a file of no project; `shop` needs it.
  "web/ui/package.json": '{ "name": "ui", "version": "1.0.0", "scripts": { "test": "true" } }',
  "web/ui/index.js": 'import "../../shared/(group)/[id].js";\nimport "../../shared/plain.js";\n',
  "web/shop/package.json":
    '{ "name": "shop", "version": "1.0.0", "scripts": { "test": "true", "build": "true" }, "dependencies": { "ui": "*" } }',
  "shared/(group)/[id].js": "1",
  "shared/plain.js": "1",
  "shared/unread.js": "1",
  // Two crates with a lockfile; a script reads one of them.
  "rust/Cargo.toml": '[workspace]\nmembers = ["core", "other"]\n',
  "rust/Cargo.lock": lock("1.0.0"),
  "rust/core/Cargo.toml": '[package]\nname = "core"\nversion = "0.1.0"\n[dependencies]\nserde = "1"\n',
  "rust/core/src/lib.rs": "",
  "rust/other/Cargo.toml": '[package]\nname = "other"\nversion = "0.1.0"\n',
  "py/tool/pyproject.toml": '[project]\nname = "tool"\nversion = "1.0.0"\n',
  "py/tool/tests/test_it.py": "import lib.part\n",
  "py/lib/pyproject.toml": '[project]\nname = "lib"\nversion = "1.0.0"\n[build-system]\nrequires = ["uv_build"]\n',
  "py/lib/src/lib/part.py": "",
  "web/native/package.json": '{ "name": "native", "version": "1.0.0", "scripts": { "build": "true" } }',
  "web/native/index.js": 'import "../../rust/core/src/lib.rs";\n',
  "go/go.work": "go 1.24\nuse ./other\n",
  "go/router/go.mod": "module example.com/router\n",
  "go/other/go.mod": "module example.com/other\n",
  // Images: the whole repository; files of no project, by a pattern; a folder of a project; what another image is made from.
  "whole/Dockerfile": "FROM scratch\nCOPY . .\n",
  "base/Dockerfile": "FROM scratch\nCOPY conf/*.conf /\n",
  "top/Dockerfile": "FROM registry.example.com/acme/base:1\nCOPY py/lib/conf /\n",
  "conf/one.conf": "",
  "py/lib/conf/a.conf": "",
  "sluice.config.json": JSON.stringify({
    images: {
      images: Object.fromEntries(
        ["whole", "base", "top"].map((name) => [name, { project: name, dockerfile: `${name}/Dockerfile`, context: "." }]),
      ),
    },
  }),
};

function lock(version: string): string {
  const source = "registry+https://github.com/rust-lang/crates.io-index";
  return `version = 4\n
[[package]]\nname = "core"\nversion = "0.1.0"\ndependencies = ["serde"]\n
[[package]]\nname = "other"\nversion = "0.1.0"\n
[[package]]\nname = "serde"\nversion = "${version}"\nsource = "${source}"\nchecksum = "${version}"\n`;
}

interface Case {
  what: string;
  change: Record<string, string | null>;
  /** Some of what Sluice reports, so that the comparison is about something. */
  reported: string[];
}

const cases: Case[] = [
  { what: "a file of no project", change: { "shared/plain.js": "2" }, reported: ["shop", "ui"] },
  { what: "one of an odd name goes", change: { "shared/(group)/[id].js": null }, reported: ["shop", "ui", "whole"] },
  { what: "a locked package", change: { "rust/Cargo.lock": lock("1.0.1") }, reported: ["core", "native"] },
  {
    what: "a file that no source reads goes, and the last one of a folder of a project",
    change: { "shared/unread.js": null, "py/lib/conf/a.conf": null },
    reported: ["top", "whole"],
  },
  { what: "lockfiles go", change: { "rust/Cargo.lock": null, "go/go.work": null }, reported: ["core", "native", "router"] },
  { what: "the last of a pattern goes", change: { "conf/one.conf": null }, reported: ["base", "top"] },
];

let workspace: NxWorkspace;
let head: string;

beforeAll(() => {
  workspace = NxWorkspace.init(files);
  head = workspace.commit();
  return () => workspace.remove();
});
beforeEach(() => {
  workspace.git("reset", "--quiet", "--hard");
  workspace.git("clean", "-fdq");
});

test.for(cases)("nx affected reports what sluice affected reports, projects and tasks: $what", async ({ change, reported }) => {
  workspace.write(change);
  const sluice = await runSluiceFromSource(["affected", "--base", head, "--json"], { cwd: workspace.root });
  const { projects } = JSON.parse(sluice.stdout) as { projects: { name: string; targets: string[] }[] };
  expect(projects.map(({ name }) => name)).toEqual(expect.arrayContaining(reported));
  const nx = await workspace.affectedSince(head, ["lint", "test", "build", "image"]);
  expect(projects.filter(({ name }) => !nx.projects.has(name))).toEqual([]);
  expect(projects.flatMap(({ name, targets }) => targets.map((target) => `${name}:${target}`)).filter((id) => !nx.tasks.has(id))).toEqual(
    [],
  );
});
