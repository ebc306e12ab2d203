import { afterAll, expect, test } from "vitest";
import { applyReleasePlan, readReleasePlan } from "@sluice/release";
import { TempRepository } from "./temp-repository.ts";

const repositories: TempRepository[] = [];
afterAll(() => repositories.forEach((repository) => repository.remove()));

test("a service's release bumps the charts that deploy it: its own, and the one that stands apart", async () => {
  const repository = TempRepository.init({
    ".changeset/config.json": "{}",
    ".changeset/new-header.md": '---\n"gateway": minor\n---\n\nIt sends a header.\n',
    "services/gateway/go.mod": "module example.com/gateway\n\ngo 1.24\n",
    "services/gateway/main.go": "package main\n\nfunc main() {}\n",
    "services/gateway/Dockerfile": "FROM scratch\n",
    "services/gateway/CHANGELOG.md": "# gateway\n\n## 1.2.0\n",
    "services/gateway/chart/Chart.yaml": "apiVersion: v2\nname: gateway\nversion: 0.4.1 # its own\nappVersion: v1.2.0\n",
    "services/gateway/testdata/chart/Chart.yaml": "apiVersion: v2\nname: fixture\nversion: 0.1.0\n",
    "charts/edge/Chart.yaml": 'apiVersion: v2\nname: edge\nversion: 3.0.0\nappVersion: "1.2.0"\n',
    "charts/edge/values.yaml": "image:\n  repository: ghcr.io/acme/gateway\n",
    "charts/all/Chart.yaml": 'apiVersion: v2\nname: all\nversion: 1.0.0\nappVersion: "7"\n',
  });
  repositories.push(repository);
  const sources = async () => ({
    ...(await repository.releaseOptions()),
    images: [{ name: "gateway", repository: "gateway", variant: null, project: "gateway" }],
    indexes: { python: null, cargo: null, charts: "ghcr.io/acme/charts" },
  });
  const plan = await readReleasePlan(await sources());
  expect(plan.packages.map(({ name, newVersion }) => `${name} ${newVersion}`)).toEqual(["edge 3.0.1", "gateway 1.3.0"]);
  expect(plan.artifacts.filter(({ kind }) => kind === "helm")).toEqual([
    { kind: "helm", package: "edge", reference: "ghcr.io/acme/charts/edge:3.0.1" },
    { kind: "helm", package: "gateway", reference: "ghcr.io/acme/charts/gateway:0.5.0" },
  ]);
  await applyReleasePlan({ ...(await sources()), dryRun: false });
  expect(repository.read("services/gateway/chart/Chart.yaml")).toBe(
    "apiVersion: v2\nname: gateway\nversion: 0.5.0 # its own\nappVersion: v1.3.0\n",
  );
  expect(repository.read("charts/edge/Chart.yaml")).toBe('apiVersion: v2\nname: edge\nversion: 3.0.1\nappVersion: "1.3.0"\n');
  expect(repository.git("status", "--short", "charts/all", "services/gateway/testdata")).toBe("");
});

test("the ranges between own charts move, with the Chart.lock, and a wildcard that takes the new version stays", async () => {
  const lock =
    'dependencies:\n- name: auth\n  repository: file://../auth\n  version: 1.0.0\ndigest: sha256:0\ngenerated: "2026-01-02T03:04:05Z"\n';
  const repository = TempRepository.init({
    ".changeset/config.json": "{}",
    ".changeset/new-login.md": '---\n"auth": minor\n---\n\nA new login.\n',
    "charts/auth/Chart.yaml": "apiVersion: v2\nname: auth\nversion: 1.0.0\n",
    "charts/shop/Chart.yaml":
      "apiVersion: v2\nname: shop\nversion: 2.0.0\ndependencies:\n  - name: auth # ours\n    repository: file://../auth\n    version: '^1.0.0'\n",
    "charts/shop/Chart.lock": lock,
    "charts/site/Chart.yaml":
      "apiVersion: v2\nname: site\nversion: 2.0.0\ndependencies:\n  - {name: auth, repository: file://../auth/, version: 1.x.x}\n",
  });
  repositories.push(repository);
  const copy = repository.copy();
  repositories.push(copy);
  await applyReleasePlan({ ...(await repository.releaseOptions()), dryRun: false });
  expect(repository.read("charts/shop/Chart.yaml")).toBe(
    "apiVersion: v2\nname: shop\nversion: 2.0.1\ndependencies:\n  - name: auth # ours\n    repository: file://../auth\n    version: '^1.1.0'\n",
  );
  expect(repository.read("charts/shop/Chart.lock")).toMatch(/ {2}version: 1\.1\.0\ndigest: sha256:[0-9a-f]{64}\ngenerated: "2026/);
  expect(repository.read("charts/site/Chart.yaml")).toContain(
    "version: 2.0.1\ndependencies:\n  - {name: auth, repository: file://../auth/, version: 1.x.x}",
  );

  const commit = copy.git("rev-parse", "--short=7", "HEAD");
  await applyReleasePlan({ ...(await copy.releaseOptions()), dryRun: false, snapshot: "pr-7" });
  expect(copy.read("charts/site/Chart.yaml")).toContain(`version: 0.0.0-pr-7-${commit}}`);
});
