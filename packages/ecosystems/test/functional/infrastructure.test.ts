import { expect, test } from "vitest";
import { readWorkspace, type Workspace } from "../../src/index.ts";
import { temporaryFiles } from "./temporary-repository.ts";

async function read(contents: Record<string, string>): Promise<Workspace> {
  const { root, files } = temporaryFiles(contents);
  return await readWorkspace({ root, files, configuration: { projects: { ignore: [] } } });
}

function edges({ dependencies }: Workspace): string[] {
  return dependencies.map(({ source, target, file, line }) => `${source} -> ${target} (${file}:${line ?? "?"})`);
}

function projects({ projects: list }: Workspace): string[] {
  return list.map(({ name, ecosystem, version }) => `${name} ${ecosystem} ${version}`);
}

test("Kustomize: overlays on bases and components, and files of no project", async () => {
  const workspace = await read({
    "k8s/base/kustomization.yaml": "resources:\n  - deployment.yaml\n  - https://example.com/remote?ref=v1\n",
    "k8s/base/deployment.yaml": "",
    "k8s/parts/tls/kustomization.yml": "kind: Component\n",
    "k8s/overlays/prod/kustomization.yaml":
      "resources:\n  - ../../base\ncomponents: [../../parts/tls]\npatches:\n  - path: ../../common/patch.yaml\n  - patch: |-\n      - op: remove\n",
    "k8s/common/patch.yaml": "",
  });
  expect(projects(workspace)).toEqual(["k8s/base kustomize null", "k8s/overlays/prod kustomize null", "k8s/parts/tls kustomize null"]);
  expect(edges(workspace)).toEqual([
    "k8s/overlays/prod -> k8s/base (k8s/overlays/prod/kustomization.yaml:2)",
    "k8s/overlays/prod -> k8s/parts/tls (k8s/overlays/prod/kustomization.yaml:3)",
  ]);
  expect(workspace.projects[1]?.reads).toEqual(["k8s/common/patch.yaml"]);
});

test("Helm: charts from folders; subcharts and a chart in a service's folder are files", async () => {
  const workspace = await read({
    "charts/common/Chart.yaml": "name: common\nversion: 1.2.3\n",
    "charts/router/Chart.yaml":
      "name: router\nversion: 0.1.0\ndependencies:\n  - name: common\n    version: 1.x\n    repository: file://../common\n  - name: redis\n    repository: https://example.com\n",
    "charts/router/charts/sub/Chart.yaml": "name: sub\n",
    "services/router/go.mod": "module example.com/router\n",
    "services/router/chart/Chart.yaml": "name: mine\ndependencies:\n  - repository: file://../../../charts/common\n",
  });
  expect(projects(workspace)).toEqual(["charts/router helm 0.1.0", "common helm 1.2.3", "router go null"]);
  expect(edges(workspace)).toEqual([
    "charts/router -> common (charts/router/Chart.yaml:6)",
    "router -> common (services/router/chart/Chart.yaml:3)",
  ]);
});

test("Terraform: modules by relative source, files by path", async () => {
  const workspace = await read({
    "infra/prod/main.tf":
      'module "net" {\n  source = "../modules/net"\n}\n# source = "../modules/old"\nmodule "vpc" { source = "terraform-aws-modules/vpc/aws" }\nlocals { p = file("${path.module}/../policy.json") }\n',
    "infra/policy.json": "{}",
    "infra/modules/net/vars.tofu": "",
    "infra/modules/old/vars.tf": "",
  });
  expect(projects(workspace)).toEqual([
    "infra/modules/net terraform null",
    "infra/modules/old terraform null",
    "infra/prod terraform null",
  ]);
  expect(edges(workspace)).toEqual(["infra/prod -> infra/modules/net (infra/prod/main.tf:2)"]);
  expect(workspace.projects[2]?.reads).toEqual(["infra/policy.json"]);
});

test("Terraform: any relative path, and of one that goes on with a variable the folder before it", async () => {
  const workspace = await read({
    "src/orders/go.mod": "module example.com/orders\n",
    "src/orders/chart/Chart.yaml": "name: orders\n",
    "infra/app/main.tf": [
      'resource "helm_release" "orders" {\n  chart = "../../src/orders/chart"\n}',
      'data "archive_file" "code" { source_dir = "${path.module}/../code" }',
      'locals { all = fileset(path.module, "../policies/*.json"), one = file("${path.module}/../env/${var.env}.json"), none = "../${var.x}" }',
      'locals { cut = replace(local.all, "../", "") }',
    ].join("\n"),
    "infra/code/index.py": "",
    "infra/env/prod.json": "",
    "infra/policies/a.json": "",
  });
  expect(edges(workspace)).toEqual(["infra/app -> orders (infra/app/main.tf:2)"]);
  expect(workspace.projects[0]?.reads).toEqual(["infra/code/**", "infra/env/**", "infra/policies/**"]);
});

test("a module at the root, which is no project, is read by who uses it, with what it uses", async () => {
  const workspace = await read({
    "main.tf": 'module "net" { source = "./modules/net" }\n',
    "README.md": "",
    "modules/net/main.tf": "",
    "examples/full/main.tf": 'module "all" {\n  source = "../../"\n}\n',
  });
  expect(edges(workspace)).toEqual(["examples/full -> modules/net (main.tf:1)"]);
  expect(workspace.projects[0]?.reads).toEqual(["*.tf", "*.tf.json", "*.tofu", "*.tofu.json"]);
});

test("an image built from another project's image; a compose file builds from other projects", async () => {
  const workspace = await read({
    "base/Dockerfile": "FROM debian:12 AS os\nFROM os\n",
    "api/Dockerfile": "ARG REGISTRY=ghcr.io/acme\nFROM ${REGISTRY}/base:1.0@sha256:abc AS build\nFROM scratch\nCOPY --from=build /a /\n",
    "web/Dockerfile": "FROM scratch\nCOPY --from=registry:5000/acme/base /x /\n",
    "stack/Dockerfile": "FROM scratch\n",
    "stack/compose.yaml":
      "services:\n  api: { build: ../api }\n  web:\n    build:\n      context: ../web\n  db: { image: postgres }\n  job:\n    build:\n      context: ..\n      dockerfile: jobs/Dockerfile\n",
    "jobs/Dockerfile": "FROM scratch\n",
  });
  expect(edges(workspace)).toEqual([
    "api -> base (api/Dockerfile:2)",
    "stack -> api (stack/compose.yaml:2)",
    "stack -> jobs (stack/compose.yaml:10)",
    "stack -> web (stack/compose.yaml:5)",
    "web -> base (web/Dockerfile:2)",
  ]);
});

test("an image that a project of its name is built from is no project's", async () => {
  const workspace = await read({
    "nginx/Dockerfile": "FROM nginx:1.29\n",
    "web/Dockerfile": "FROM nginx:1.28-alpine@sha256:abc\n",
    "shop/Dockerfile": "FROM registry.example.com/acme/nginx:1\n",
    // A build puts the image of the project in its place.
    "docs/Dockerfile": "FROM nginx\n",
  });
  expect(edges(workspace)).toEqual(["docs -> nginx (docs/Dockerfile:1)", "shop -> nginx (shop/Dockerfile:1)"]);
});

test("of several images of one name the nearest is meant; a project may have further images", async () => {
  const workspace = await read({
    "a/base/Dockerfile": "FROM scratch\n",
    "a/api/Dockerfile": "FROM acme/base\n",
    "b/base/Dockerfile": "FROM scratch\n",
    "b/web/Dockerfile": "FROM acme/base\n",
    "b/gpu/Dockerfile": "FROM acme/web-cuda\n",
    "b/web/Dockerfile.cuda": "FROM scratch\n",
  });
  expect(edges(workspace)).toEqual([
    "api -> base (a/api/Dockerfile:1)",
    "gpu -> web (b/gpu/Dockerfile:1)",
    "web -> b/base (b/web/Dockerfile:1)",
  ]);
});

test("what YAML can say: anchors with merge keys, several documents, a chart's older requirements.yaml", async () => {
  const workspace = await read({
    "api/Dockerfile": "FROM scratch\n",
    "web/Dockerfile": "FROM scratch\n",
    "stack/Dockerfile": "FROM scratch\n",
    "stack/compose.yaml": [
      "x-built: &built { build: ../api }\nservices:\n  api: { <<: *built, restart: always }",
      "services:\n  web: { build: ../web }\n",
    ].join("\n---\n"),
    "charts/a/Chart.yaml": "name: a\n",
    "charts/b/Chart.yaml": "name: b\n",
    "charts/b/requirements.yaml": "dependencies:\n  - { name: a, repository: file://../a }\n",
    "ansible/requirements.yaml": "collections: []\n",
  });
  expect(edges(workspace)).toEqual([
    "b -> a (charts/b/requirements.yaml:2)",
    "stack -> api (stack/compose.yaml:1)",
    "stack -> web (stack/compose.yaml:6)",
  ]);
  expect(workspace.projects.map(({ root }) => root)).not.toContain("ansible");
});

test("infrastructure at the root makes no project, and does not hide a repository that is one package", async () => {
  const workspace = await read({ "package.json": '{ "name": "solo" }', "main.tf": "", "chart/Chart.yaml": "name: solo\n" });
  expect(projects(workspace)).toEqual(["chart helm null", "solo npm null"]);
});
