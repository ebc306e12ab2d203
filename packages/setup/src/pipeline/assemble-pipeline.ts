import { cargoVariable } from "@sluice/ecosystems";
import { packageManagers } from "../facts/package-managers.ts";
import type { SetupFacts } from "../facts/setup-facts.ts";
import type { Commands, Pipeline } from "./pipeline.ts";

/** The pipeline that facts and configuration ask for. */
export function assemblePipeline(facts: SetupFacts): Pipeline {
  const { configuration, packageManager, toolchains } = facts;
  const registry = configuration.images.registry ?? (facts.github === null || configuration.ci.provider !== "github" ? null : "ghcr.io");
  return {
    settings: configuration.ci,
    defaultBranch: configuration.defaultBranch,
    packageManager,
    toolchains,
    images:
      facts.images === 0
        ? null
        : {
            registryHost: registry?.split("/")[0] ?? null,
            emulates: configuration.images.platforms.some((platform) => platform !== "linux/amd64"),
            signing: configuration.images.signing.sign ? { secrets: listSigningSecrets(configuration.images.signing.key) } : null,
          },
    publishSecrets: listPublishSecrets(configuration.release),
    publishTools: {
      uv: configuration.release.pythonIndex !== undefined,
      cargo: configuration.release.cargoRegistry !== undefined,
    },
    commands: assembleCommands(facts),
  };
}

/** npm and Python's index take a workflow's own identity where there is no token; what is configured alone is logged in to. */
function listPublishSecrets({ pythonIndex, cargoRegistry }: SetupFacts["configuration"]["release"]): string[] {
  return [
    "NPM_TOKEN",
    ...(pythonIndex === undefined ? [] : ["UV_PUBLISH_TOKEN"]),
    ...(cargoRegistry === undefined ? [] : [cargoVariable(cargoRegistry.name, "TOKEN")]),
  ];
}

/** A key in a variable is a secret, and so is the password of every key. */
function listSigningSecrets(key: string | undefined): string[] {
  if (key === undefined) return [];
  const [, variable] = /^env:\/\/(\w+)$/.exec(key) ?? [];
  return [...(variable === undefined ? [] : [variable]), "COSIGN_PASSWORD"];
}

function assembleCommands({ packageManager: { name, isBerry }, toolchains: { python } }: SetupFacts): Commands {
  const { exec } = packageManagers[name];
  const install = {
    npm: "npm ci",
    pnpm: "pnpm install --frozen-lockfile",
    yarn: isBerry ? "yarn install --immutable" : "yarn install --frozen-lockfile",
    bun: "bun install --frozen-lockfile",
  }[name];
  return {
    install,
    exec,
    python: [
      ...(python?.poetry === true ? ["uv tool install poetry"] : []),
      ...(python?.pip === true ? ["uv venv --seed --allow-existing"] : []),
    ],
    rust: ["rustup toolchain install --profile minimal", "rustup component add clippy rustfmt"],
    prepare: `${exec} sluice workflows prepare --project "$PROJECTS"`,
    scan: `${exec} sluice workflows scan`,
    images: `${exec} sluice images build`,
    releasePullRequest: `${exec} sluice release pr`,
    publish: `${exec} sluice release publish`,
    verify: `${exec} sluice release verify`,
  };
}
