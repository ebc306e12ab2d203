import { parseConfiguration } from "@sluice/core";
import { expect, test } from "vitest";
import type { SetupFacts } from "../facts/setup-facts.ts";
import { assembleInitPlan, type InitAnswers } from "./assemble-init-plan.ts";

const bare: SetupFacts = {
  name: "shop",
  github: "acme/Shop",
  provider: null,
  defaultBranch: "main",
  configuration: parseConfiguration({}, ""),
  configurationPath: null,
  packageManager: { name: "npm", isBerry: false },
  projects: [],
  images: 1,
  toolchains: { go: "api/go.mod", python: null, rust: false },
  warnings: [],
  texts: new Map(),
};
const tools = { nx: "^24.0.6" };
const plan = (facts: Partial<SetupFacts> = {}, answers: InitAnswers = {}) => assembleInitPlan({ ...bare, ...facts }, answers, tools);
const actions = (files: { path: string; action: string }[]) => files.map(({ path, action }) => `${action} ${path}`);

test("a repository without anything gets everything", () => {
  const { files, next } = plan();
  expect(actions(files)).toEqual([
    "create package.json",
    "create nx.json",
    "create sluice.config.json",
    "create .changeset/config.json",
    "create .changeset/README.md",
    "create .gitignore",
    "create .github/workflows/ci-remote.yml",
    "create .github/workflows/ci.yml",
    "create .github/workflows/deploy.yml",
    "create .github/workflows/release.yml",
    "create .github/workflows/service.yml",
    "create Makefile",
  ]);
  expect(next[0]).toBe("npm install");
  expect(files.find(({ path }) => path === "sluice.config.json")?.text).toContain('"registry": "ghcr.io/acme/shop"');
});

test("a second time nothing is left to do", () => {
  const { files } = plan();
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const configuration = parseConfiguration(JSON.parse(texts.get("sluice.config.json") ?? ""), "");
  const again = plan({ texts, configuration, configurationPath: "sluice.config.json" });
  expect(again.files.filter(({ action }) => action !== "unchanged")).toEqual([]);
  expect(again.next).toEqual([]);
});

test("workflows of the repository's own stay, and Sluice's stand beside them", () => {
  const own = ".github/workflows/ci.yml";
  const { files, beside } = plan({ texts: new Map([[own, "name: mine\n"]]) });
  expect(beside).toEqual([own]);
  const paths = files.map(({ path }) => path);
  expect(paths).not.toContain(own);
  expect(paths).toContain(".github/workflows/sluice-release.yml");
  const textOf = (name: string) => files.find(({ path }) => path.endsWith(name))?.text ?? "";
  expect(JSON.parse(textOf("sluice.config.json"))).toMatchObject({ ci: { workflowPrefix: "sluice-" } });
  expect(textOf("sluice-ci.yml")).toContain("name: sluice-ci\n");
  expect(textOf("sluice-ci.yml")).toContain("uses: ./.github/workflows/sluice-service.yml");
  expect(textOf("Makefile")).toContain("gh workflow run sluice-ci-remote.yml");
  // With a configuration it is settled: what a person has changed since is kept.
  const later = plan({ texts: new Map([[own, "name: mine\n"]]), configurationPath: "sluice.config.json" });
  expect(later.beside).toEqual([]);
  expect(actions(later.files)).toContain(`keep ${own}`);
});

test("the form of the configuration, and another system, as the repository and the answers say", () => {
  const typed = new Map([["package.json", '{ "type": "module" }']]);
  expect(actions(plan({ texts: typed, provider: "gitlab" }).files)).toContain("create sluice.config.ts");
  const common = plan({ texts: new Map([["package.json", "{}"]]) }, { provider: "jenkins", registry: "registry.example.com/shop" });
  expect(actions(common.files).slice(2)).toEqual([
    "create sluice.config.mjs",
    "create .changeset/config.json",
    "create .changeset/README.md",
    "create .gitignore",
    "create Jenkinsfile",
  ]);
  expect(common.files[2]?.text).toContain('registry: "registry.example.com/shop"');
});

test("an Nx that is too old is told", () => {
  const { warnings, files } = plan({ texts: new Map([["package.json", '{ "devDependencies": { "nx": "^21.3.0" } }']]) });
  expect(warnings).toEqual([
    {
      code: "SLUICE_NX_TOO_OLD",
      message: "package.json has nx 21.3.0, and @sluice/nx needs 24: run `npx nx migrate latest` before you install.",
    },
  ]);
  expect(files[0]?.action).toBe("unchanged");
});
