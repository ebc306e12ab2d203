import * as v from "valibot";
import type { Configuration, UserConfiguration } from "./configuration.ts";

/**
 * What `sluice.config.ts` or `sluice.config.json` may say, with every default. The published JSON Schema is made from
 * this one description; `Configuration` says the same as types, and the compiler holds the two together.
 */
export const configurationSchema: v.GenericSchema<UserConfiguration, Configuration> = section({
  $schema: describe(v.optional(v.string()), "The JSON Schema of this file, for editors."),
  defaultBranch: describe(v.optional(v.string(), "main"), "The branch that releases come from and `latest` follows."),
  remote: describe(v.optional(v.string(), "origin"), "The git remote that branches and tags are compared with."),
  projects: v.optional(
    section({
      ignore: strings("Globs, from the repository root, of folders whose manifests are no projects: templates, samples, fixtures."),
    }),
    {},
  ),
  affected: v.optional(
    section({
      workspaceFiles: strings(
        "Globs of further files that concern every project, besides the inferred ones (nx.json, tsconfig.base.json, …).",
      ),
      ignore: strings("Globs of files whose change affects nothing."),
    }),
    {},
  ),
  images: v.optional(
    section({
      registry: describe(
        v.optional(v.string()),
        "Where images go, with the path before the image's name: `ghcr.io/acme/shop`. In GitHub Actions `ghcr.io/<owner>/<repository>` when left out.",
      ),
      platforms: describe(v.optional(v.array(v.string()), ["linux/amd64", "linux/arm64"]), "Platforms every image is built for."),
      rules: strings("Image tag rules in docker/metadata-action's language. The default scheme when empty."),
      flavor: strings("Flavors in docker/metadata-action's language."),
      buildArgs: stringRecord("Build arguments of every image."),
      buildContexts: stringRecord("Named build contexts of every image: what stands in for a `FROM` name, or a further folder."),
      secrets: strings("Build secrets in buildx's form, `id=ca,src=/path`. A path, never the value."),
      provenance: describe(
        v.optional(v.picklist(["min", "max"]), "max"),
        "How much the provenance of a pushed image tells. `max` has the build's arguments and steps; a release is the image that main built, so both need it.",
      ),
      sbom: describe(
        v.optional(v.boolean()),
        "Whether a pushed image gets an SBOM (SPDX) for each platform. In GitHub Actions it does when left out, elsewhere not.",
      ),
      sbomScanner: describe(
        v.optional(v.string()),
        "The image of the SBOM scanner, by buildx's protocol. buildx's own, `docker/buildkit-syft-scanner:stable-1`, when left out.",
      ),
      signing: v.optional(signingSchema(), {}),
      images: describe(v.optional(v.record(v.string(), imageSchema()), {}), "Images by name, where the inferred ones are not right."),
    }),
    {},
  ),
  release: v.optional(
    section({
      npmRegistry: describe(v.optional(v.string()), "The npm registry packages are published to. npm's own configuration when left out."),
      pythonIndex: describe(
        v.optional(
          section({
            url: describe(v.string(), "Where the index is read: the simple repository API, without a project's name."),
            publishUrl: describe(v.string(), "Where files are uploaded: what `uv publish --publish-url` takes."),
          }),
        ),
        "The index that Python packages are published to. None when left out. The token is in UV_PUBLISH_TOKEN.",
      ),
      cargoRegistry: describe(
        v.optional(
          section({
            name: describe(
              v.string(),
              "The registry's name in Cargo.toml and in CARGO_REGISTRIES_<NAME>_TOKEN; `crates-io` for the public one.",
            ),
            index: describe(v.string(), "Its sparse index: `sparse+https://crates.acme.example/index/`."),
          }),
        ),
        "The registry that crates are published to. None when left out.",
      ),
      chartRegistry: describe(
        v.optional(v.string()),
        "The OCI registry that Helm charts are pushed to, with the path before a chart's name: `ghcr.io/acme/charts`. None when left out.",
      ),
      ignore: strings("Names of packages that are never released."),
      repositoryChangelog: describe(
        v.optional(v.string()),
        "Path of one changelog for the whole repository, beside those of the packages: `CHANGELOG.md`. None when left out.",
      ),
      commits: describe(
        v.optional(v.picklist(["off", "on"]), "off"),
        "Whether conventional commits bump versions, beside the changesets. A change that carries a changeset is told by it alone.",
      ),
      commitBumps: describe(
        v.optional(v.record(v.string(), v.picklist(["none", "patch", "minor", "major"])), {
          feat: "minor",
          fix: "patch",
          perf: "patch",
          revert: "patch",
        }),
        "The bump of each type of commit. What breaks is major, whatever its type; a type that is not here bumps nothing.",
      ),
    }),
    {},
  ),
  ci: v.optional(
    section({
      provider: describe(
        v.optional(v.picklist(["github", "gitlab", "azure", "jenkins"]), "github"),
        "The CI system that `sluice workflows write` writes for.",
      ),
      workflowPrefix: describe(
        v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.-]{0,30}$/)), ""),
        "What the names of GitHub's workflows begin with: `sluice-` for sluice-ci.yml, beside a ci.yml of the repository's own.",
      ),
      runner: describe(
        v.optional(v.string()),
        "The machine jobs run on: a runner's label, pool image or agent label. The system's Linux when left out.",
      ),
      targets: describe(
        v.optional(v.array(targetName()), ["lint", "test", "build"]),
        "The targets that are run for every affected project, a job each.",
      ),
      security: describe(
        v.optional(v.picklist(["off", "warn", "fail"]), "warn"),
        "What a vulnerable dependency, a secret or an unsafe setting that the scan finds does to the pipeline.",
      ),
      scanner: describe(v.optional(v.string()), "The image of Trivy that scans, of a mirror for example. Trivy's own when left out."),
      // https://docs.github.com/actions/reference/limits: a matrix makes at most 256 jobs.
      maxJobs: describe(
        v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(256)), 50),
        "How many jobs run for the projects at most; beyond that several projects share one.",
      ),
      publish: describe(
        v.optional(v.picklist(["merge", "tag"]), "merge"),
        "When a release is published: as the release pull request is merged, or as a release tag is pushed.",
      ),
      environments: describe(
        v.optional(v.array(v.string()), ["staging", "production"]),
        "The environments that a person can deploy to. No deployment pipeline when empty.",
      ),
    }),
    {},
  ),
});

function signingSchema() {
  return section({
    sign: describe(v.optional(v.boolean(), false), "Sign what is pushed or promoted with cosign, by digest, before tags point to it."),
    key: describe(
      v.optional(v.string()),
      "cosign's private key: a file, `env://NAME` or a KMS address, never the key itself. Keyless when left out. Its password is in COSIGN_PASSWORD.",
    ),
    publicKey: describe(
      v.optional(v.string()),
      "cosign's public key that `sluice images verify` asks for: a file, `env://NAME` or a KMS address.",
    ),
    identity: describe(
      v.optional(v.string()),
      "Keyless: who must have signed, the identity in the certificate, such as the workflow's address.",
    ),
    issuer: describe(v.optional(v.string()), "Keyless: the OIDC issuer in the certificate, such as GitHub's."),
  });
}

function imageSchema() {
  return section({
    project: describe(v.string(), "The project the image belongs to."),
    dockerfile: describe(v.string(), "Path of the Dockerfile, from the repository root."),
    context: describe(v.optional(v.string()), "Path of the build context, from the repository root. Inferred when left out."),
    targetStage: describe(v.optional(v.string()), "The stage to build, when it is not the last one."),
    buildArgs: stringRecord("Build arguments of this image."),
    variants: describe(
      v.optional(v.record(variantName(), variantSchema()), {}),
      "Further images of this Dockerfile by the suffix of their tags: `cuda` for `1.2.3-cuda`.",
    ),
  });
}

/** It stands in the scripts of pipelines as it is. */
function targetName() {
  return v.pipe(v.string(), v.regex(/^[A-Za-z0-9_@][A-Za-z0-9_@.:/-]*$/));
}

function variantName() {
  return v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,30}$/));
}

function variantSchema() {
  return section({
    targetStage: describe(v.optional(v.string()), "The stage to build; the image's own when left out."),
    buildArgs: stringRecord("Build arguments of this variant, beside the image's own."),
  });
}

/** An object whose unknown keys are each a problem; the problem's message lists the keys that are known there, comma-separated. */
function section<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.GenericSchema<v.InferInput<v.StrictObjectSchema<Entries, undefined>>, v.InferOutput<v.StrictObjectSchema<Entries, undefined>>> {
  return v.objectWithRest(
    entries,
    v.never(() => Object.keys(entries).join(",")),
  );
}

function describe<const Schema extends v.GenericSchema>(schema: Schema, text: string) {
  return v.pipe(schema, v.description(text));
}

function strings(text: string) {
  return describe(v.optional(v.array(v.string()), []), text);
}

function stringRecord(text: string) {
  return describe(v.optional(v.record(v.string(), v.string()), {}), text);
}
