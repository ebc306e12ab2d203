import type { ManifestProject, ProjectFacts } from "../model/reading.ts";
import type { Target } from "../model/workspace.ts";
import { below } from "../text/paths.ts";
import { taskInputs } from "./inputs.ts";

const toolchain = { tools: ["rustc --version"], variables: ["RUSTFLAGS", "CARGO_BUILD_TARGET", "CARGO_TARGET_DIR"] };

/** `lint` with clippy and rustfmt, `test`, and `build` in release mode, each of this one crate. */
export function cargoTargets(
  { root }: ManifestProject,
  { crate, binaries, workspaceRoot }: Extract<ProjectFacts, { ecosystem: "cargo" }>,
): Record<string, Target> {
  const output = below(workspaceRoot, "target/release");
  return {
    lint: {
      command: `cargo clippy -p ${crate} --all-targets -- -D warnings && cargo fmt -p ${crate} --check`,
      cwd: root,
      cache: true,
      inputs: taskInputs({ of: "whole project", ...toolchain }),
      outputs: [],
      dependsOn: [],
      description: "Checks the sources with clippy and rustfmt.",
    },
    test: {
      command: `cargo test -p ${crate}`,
      cwd: root,
      cache: true,
      inputs: taskInputs({ of: "whole project", ...toolchain }),
      outputs: [],
      dependsOn: [],
      description: "Runs the crate's tests.",
    },
    build: {
      command: `cargo build --release -p ${crate}`,
      cwd: root,
      cache: true,
      inputs: taskInputs({ of: "production", ...toolchain }),
      outputs: binaries.map((binary) => `{workspaceRoot}/${output}/${binary}`),
      dependsOn: [],
      description: "Builds the crate in release mode.",
    },
  };
}
