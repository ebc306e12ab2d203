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
