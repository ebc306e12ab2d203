// Options alone, so that a command line can be read before anything else is loaded.
import type { OptionDefinition } from "./command.ts";
import { rangeOptions } from "./range-options.ts";

/** What is attested of pushed images. */
export const attestationOptions: readonly OptionDefinition[] = [
  { flags: "--provenance <mode>", description: "how much the provenance tells, max when left out", choices: ["min", "max"] },
  { flags: "--sbom", description: "attach an SBOM (SPDX) for each platform, as in GitHub Actions without being asked" },
  { flags: "--no-sbom", description: "attach none, as elsewhere" },
];

/** Whether what is pushed is signed, and how. */
export const signingOptions: readonly OptionDefinition[] = [
  { flags: "--sign", description: "sign with cosign, by digest, before tags point to it" },
  { flags: "--key <key>", description: "cosign's private key: a file, env://NAME or a KMS address; keyless when left out" },
];

/** Where images go and for which platforms. */
export const registryOptions: readonly OptionDefinition[] = [
  { flags: "--registry <prefix>", description: "registry and path before an image's name: ghcr.io/acme/shop" },
  { flags: "--platform <platform>", description: "a platform to build for, in place of the configured ones", repeatable: true },
];

/** Options of the commands that plan a build. */
export const imagePlanOptions: readonly OptionDefinition[] = [
  { flags: "--all", description: "all images; those that a change affects when left out" },
  { flags: "--project <name>", description: "the images of this project, or the image of this name", repeatable: true, completes: "image" },
  ...rangeOptions,
  ...registryOptions,
  ...attestationOptions,
  { flags: "--build-arg <NAME=value>", description: "a build argument of every image", repeatable: true },
  {
    flags: "--build-context <name=value>",
    description: "a named build context: a folder, or docker-image://… in place of a FROM name",
    repeatable: true,
  },
  { flags: "--secret <secret>", description: "a build secret: id=ca,src=ca.pem or id=token,env=TOKEN", repeatable: true },
];

/** Names of the places where build steps are kept, as {@link cacheOption} takes them. */
export const cacheKinds = ["gha", "registry", "local", "none"] as const;

/** Where build steps are kept between builders. */
const cacheOption: OptionDefinition = {
  flags: "--cache <kind>",
  description: "where build steps are kept; gha where GitHub Actions offers its cache, else none, when left out",
  choices: cacheKinds,
};

/** Options of `sluice images build`. */
export const imageBuildOptions: readonly OptionDefinition[] = [
  ...imagePlanOptions,
  ...signingOptions,
  { flags: "--no-push", description: "build, but push nothing" },
  { flags: "--load", description: "build for this machine's platform into the local engine, and push nothing" },
  cacheOption,
  { flags: "--rebuild", description: "build even what the registry holds for the same content" },
  {
    flags: "--push-by-digest",
    description: "on a runner of its own: push only the platforms of --platform, under no tag; `images merge` makes one image of them",
  },
  { flags: "--result <file>", description: "with --push-by-digest: where to write what `images merge` needs" },
  { flags: "--dry-run", description: "say what would be built, and stop" },
  { flags: "--write-nx-state <file>", description: "for Nx: build nothing, and write what a cached result of this build depends on" },
  { flags: "--nx-state <file>", description: "for Nx: refuse to build unless that file was written in the same run" },
];
