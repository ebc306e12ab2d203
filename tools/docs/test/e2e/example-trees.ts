/** A small repository of the shape of a blueprint, one change in it, and what its documents say of image tags. */
export interface ExampleTree {
  files: Record<string, string>;
  /** A file that is changed, and what that affects. */
  change: { path: string; projects: string[]; images: string[] };
  /** Image tags of an event: the ref of a push, or the number of a pull request. Commit 1234567… */
  events: { event: string; image: string; tags: string[]; push: boolean }[];
  /** What is edited by hand in the pipelines that Sluice writes. */
  edits: [file: string, from: string, to: string][];
}

const python = (name: string, more = ""): string => `[project]\nname = "${name}"\nversion = "1.2.2"\nrequires-python = ">=3.10"\n${more}`;
const dockerfile = (...copied: string[]): string =>
  `FROM scratch\n${copied.map((path) => `COPY ${path} /app/\n`).join("")}USER 65532:65532\n`;
const commit = "1234567890abcdef1234567890abcdef12345678";

const plasmaService = (name: string): Record<string, string> => ({
  [`plasma-engine-${name}/pyproject.toml`]: python(name),
  [`plasma-engine-${name}/Dockerfile`]: dockerfile("pyproject.toml", "app.py"),
  [`plasma-engine-${name}/app.py`]: `${name}\n`,
});

export const exampleTrees: Record<string, ExampleTree> = {
  "plasma-engine": {
    files: {
      "package.json": JSON.stringify({ name: "plasma-engine", private: true, workspaces: ["plasma-engine-gateway"] }),
      "plasma-engine-gateway/package.json": JSON.stringify({ name: "gateway", version: "1.2.2", private: true }),
      "plasma-engine-gateway/Dockerfile": dockerfile("package.json", "index.js"),
      "plasma-engine-gateway/index.js": "1\n",
      ...plasmaService("research"),
      ...plasmaService("brand"),
      ...plasmaService("content"),
      ...plasmaService("agent"),
    },
    change: { path: "plasma-engine-brand/app.py", projects: ["brand"], images: ["brand"] },
    events: [
      {
        event: "refs/heads/main",
        image: "brand",
        tags: ["ghcr.io/plasma-engine/plasma-engine/brand:main-sha1234567", "ghcr.io/plasma-engine/plasma-engine/brand:latest"],
        push: true,
      },
      {
        event: "refs/tags/v1.2.3",
        image: "gateway",
        tags: ["v1.2.3", "1.2", "1"].map((tag) => `ghcr.io/plasma-engine/plasma-engine/gateway:${tag}`),
        push: true,
      },
    ],
    edits: [],
  },
  bizra: {
    files: {
      "core/elite/pyproject.toml": python("elite"),
      "core/elite/elite.py": "1\n",
      "deploy/Dockerfile.elite": dockerfile("core/elite"),
      "bizra-omega/Cargo.toml": '[package]\nname = "omega"\nversion = "1.2.2"\nedition = "2024"\n',
      "bizra-omega/src/main.rs": "fn main() {}\n",
      "bizra-omega/Dockerfile": "FROM scratch\nARG CUDA=0\nCOPY Cargo.toml /\nCOPY src /src\nUSER 65532:65532\n",
    },
    change: { path: "bizra-omega/src/main.rs", projects: ["omega"], images: ["omega"] },
    events: [
      {
        event: "refs/tags/v1.2.3",
        image: "omega-cuda",
        tags: ["v1.2.3-cuda", "1.2-cuda", "1-cuda"].map((tag) => `ghcr.io/bizra/bizra-data-lake/omega:${tag}`),
        push: true,
      },
      { event: "refs/heads/develop", image: "elite", tags: ["ghcr.io/bizra/bizra-data-lake/elite:develop-sha1234567"], push: true },
    ],
    edits: [["ci.yml", "branches: [main]", "branches: [main, develop]"]],
  },
  globeco: {
    files: {
      "pyproject.toml": python("globeco-order-generation-service"),
      "src/app.py": "1\n",
      Dockerfile: dockerfile("pyproject.toml", "src"),
      "deployments/kustomization.yaml": "resources: []\n",
    },
    change: {
      path: "src/app.py",
      projects: ["globeco-order-generation-service"],
      images: ["globeco-order-generation-service"],
    },
    events: [
      {
        event: "refs/heads/main",
        image: "globeco-order-generation-service",
        tags: ["main-sha1234567", "latest"].map((tag) => `docker.io/kasbench/globeco-order-generation-service:${tag}`),
        push: true,
      },
      {
        event: "refs/heads/develop",
        image: "globeco-order-generation-service",
        tags: ["docker.io/kasbench/globeco-order-generation-service:develop-sha1234567"],
        push: true,
      },
      {
        event: "refs/tags/v1.2.3",
        image: "globeco-order-generation-service",
        tags: ["v1.2.3", "1.2", "1"].map((tag) => `docker.io/kasbench/globeco-order-generation-service:${tag}`),
        push: true,
      },
      {
        event: "pull request 123",
        image: "globeco-order-generation-service",
        tags: ["docker.io/kasbench/globeco-order-generation-service:pr-123"],
        push: false,
      },
    ],
    edits: [["ci.yml", "branches: [main]", "branches: [main, develop]"]],
  },
  bifrost: {
    files: {
      "pyproject.toml":
        '[tool.poetry]\nname = "bifrost"\nversion = "1.2.2"\ndescription = ""\nauthors = []\n\n[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n',
      "bifrost/__init__.py": "1\n",
      "tests/unit/test_bifrost.py": "def test(): pass\n",
      Dockerfile: dockerfile("pyproject.toml", "bifrost"),
    },
    change: { path: "bifrost/__init__.py", projects: ["bifrost"], images: ["bifrost"] },
    events: [
      { event: "refs/heads/develop", image: "bifrost", tags: [`ghcr.io/bifrost/bifrost/bifrost:${commit}`], push: true },
      {
        event: "refs/tags/bifrost@1.2.3",
        image: "bifrost",
        tags: ["ghcr.io/bifrost/bifrost/bifrost:1.2.3", `ghcr.io/bifrost/bifrost/bifrost:${commit}`],
        push: true,
      },
    ],
    edits: [["ci.yml", "branches: [main]", "branches: [main, develop]"]],
  },
  aiaas: {
    files: {
      "go.work": "go 1.24\n\nuse (\n\t./services/api-router-service\n\t./services/user-org-service\n\t./shared/go\n)\n",
      "services/api-router-service/go.mod":
        "module github.com/ai-aas/services/api-router-service\n\ngo 1.24\n\nrequire github.com/ai-aas/shared-go v0.0.0\n\nreplace github.com/ai-aas/shared-go => ../../shared/go\n",
      "services/api-router-service/main.go": 'package main\n\nimport _ "github.com/ai-aas/shared-go"\n\nfunc main() {}\n',
      "services/api-router-service/Dockerfile": dockerfile("services/api-router-service", "shared/go"),
      "services/user-org-service/go.mod": "module github.com/ai-aas/services/user-org-service\n\ngo 1.24\n",
      "services/user-org-service/main.go": "package main\n\nfunc main() {}\n",
      "services/user-org-service/Dockerfile": dockerfile("services/user-org-service"),
      "shared/go/go.mod": "module github.com/ai-aas/shared-go\n\ngo 1.24\n",
      "shared/go/shared.go": "package shared\n",
      "infra/helm/charts/api-router-service/Chart.yaml": "apiVersion: v2\nname: api-router-service\nversion: 1.2.2\n",
      "infra/terraform/main.tf": "terraform {}\n",
    },
    change: { path: "shared/go/shared.go", projects: ["api-router-service", "shared-go"], images: ["api-router-service"] },
    events: [
      {
        event: "refs/heads/main",
        image: "user-org-service",
        tags: ["main-sha1234567", "latest"].map((tag) => `ghcr.io/ai-aas/platform/user-org-service:${tag}`),
        push: true,
      },
    ],
    edits: [],
  },
};
