import type { ManifestProject, ProjectFacts } from "../model/reading.ts";
import type { Target } from "../model/workspace.ts";
import { taskInputs } from "./inputs.ts";

const GO = "go version";
const variables = ["GOFLAGS", "GOOS", "GOARCH", "CGO_ENABLED"];

/** `lint` with golangci-lint where it is configured, else gofmt and go vet; `test`; `build`, into `dist` for a main package. */
export function goTargets(
  { root }: ManifestProject,
  { main, golangci }: Extract<ProjectFacts, { ecosystem: "go" }>,
): Record<string, Target> {
  return {
    lint: {
      // gofmt exits 0 whatever it finds; grep prints what it listed, and to have printed something is the failure.
      command: golangci === null ? "gofmt -l . | { ! grep .; } && go vet ./..." : "golangci-lint run ./...",
      cwd: root,
      cache: true,
      inputs: taskInputs({ of: "whole project", tools: golangci === null ? [GO] : [GO, "golangci-lint --version"], variables }),
      outputs: [],
      dependsOn: [],
      description: golangci === null ? "Checks format and correctness with gofmt and go vet." : "Checks the sources with golangci-lint.",
    },
    test: {
      command: "go test ./...",
      cwd: root,
      cache: true,
      inputs: taskInputs({ of: "whole project", tools: [GO], variables }),
      outputs: [],
      dependsOn: [],
      description: "Runs the tests of every package of the module.",
    },
    build: {
      command: main ? "go build -o dist/ ./..." : "go build ./...",
      cwd: root,
      cache: true,
      inputs: taskInputs({ of: "production", tools: [GO], variables }),
      outputs: main ? ["{projectRoot}/dist"] : [],
      dependsOn: [],
      description: main ? "Builds the module's commands into dist." : "Compiles every package of the module.",
    },
  };
}
