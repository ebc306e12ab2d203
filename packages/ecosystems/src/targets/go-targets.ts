import type { ManifestProject, ProjectFacts } from "../model/reading.ts";
import type { Target } from "../model/workspace.ts";
import { environment, productionOnly, toolVersion, wholeProject } from "./inputs.ts";

/** `lint` with golangci-lint where it is configured, else gofmt and go vet; `test`; `build`, into `dist` for a main package. */
export function goTargets(
  { root }: ManifestProject,
  { main, golangci }: Extract<ProjectFacts, { ecosystem: "go" }>,
): Record<string, Target> {
  const toolchain = [toolVersion("go version"), ...environment("GOFLAGS", "GOOS", "GOARCH", "CGO_ENABLED")];
  return {
    lint: {
      // gofmt exits 0 whatever it finds; grep prints what it listed, and to have printed something is the failure.
      command: golangci === null ? "gofmt -l . | { ! grep .; } && go vet ./..." : "golangci-lint run ./...",
      cwd: root,
      cache: true,
      inputs: [...wholeProject, ...toolchain, ...(golangci === null ? [] : [toolVersion("golangci-lint --version")])],
      outputs: [],
      dependsOn: [],
      description: golangci === null ? "Checks format and correctness with gofmt and go vet." : "Checks the sources with golangci-lint.",
    },
    test: {
      command: "go test ./...",
      cwd: root,
      cache: true,
      inputs: [...wholeProject, ...toolchain],
      outputs: [],
      dependsOn: [],
      description: "Runs the tests of every package of the module.",
    },
    build: {
      command: main ? "go build -o dist/ ./..." : "go build ./...",
      cwd: root,
      cache: true,
      inputs: [...productionOnly, ...toolchain],
      outputs: main ? ["{projectRoot}/dist"] : [],
      dependsOn: [],
      description: main ? "Builds the module's commands into dist." : "Compiles every package of the module.",
    },
  };
}
