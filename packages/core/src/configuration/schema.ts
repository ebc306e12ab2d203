import * as v from "valibot";

const strings = (description: string) => v.pipe(v.optional(v.array(v.string()), []), v.description(description));
const stringRecord = (description: string) => v.pipe(v.optional(v.record(v.string(), v.string()), {}), v.description(description));

const imageSchema = v.strictObject({
  project: v.pipe(v.string(), v.description("The project the image belongs to.")),
  dockerfile: v.pipe(v.string(), v.description("Path of the Dockerfile, from the repository root.")),
  context: v.pipe(v.optional(v.string()), v.description("Path of the build context, from the repository root. Inferred when left out.")),
  targetStage: v.pipe(v.optional(v.string()), v.description("The stage to build, when it is not the last one.")),
  buildArgs: stringRecord("Build arguments of this image."),
});

/**
 * What `sluice.config.ts` or `sluice.config.json` may say. Every key has a default that works for `services/*` with
 * Dockerfiles. The published JSON Schema is made from this one description.
 */
export const configurationSchema = v.strictObject({
  $schema: v.optional(v.string()),
  defaultBranch: v.pipe(v.optional(v.string(), "main"), v.description("The branch that releases come from and `latest` follows.")),
  remote: v.pipe(v.optional(v.string(), "origin"), v.description("The git remote that branches and tags are compared with.")),
  projects: v.optional(
    v.strictObject({
      ignore: strings("Globs, from the repository root, of folders whose manifests are no projects: templates, samples, fixtures."),
    }),
    {},
  ),
  affected: v.optional(
    v.strictObject({
      workspaceFiles: strings("Globs of further files that concern every project, besides the inferred ones (nx.json, tsconfig.base.json, …)."),
      ignore: strings("Globs of files whose change affects nothing."),
    }),
    {},
  ),
  images: v.optional(
    v.strictObject({
      registry: v.pipe(
        v.optional(v.string()),
        v.description("Where images go, with the path before the image's name: `ghcr.io/acme/shop`. In GitHub Actions, `ghcr.io/<owner>/<repository>` when left out."),
      ),
      platforms: v.pipe(v.optional(v.array(v.string()), ["linux/amd64", "linux/arm64"]), v.description("Platforms every image is built for.")),
      rules: strings("Tag rules in docker/metadata-action's language. The default scheme when empty."),
      flavor: strings("Flavors in docker/metadata-action's language."),
      buildArgs: stringRecord("Build arguments of every image."),
      buildContexts: stringRecord("Named build contexts of every image: what stands in for a `FROM` name, or a further folder."),
      secrets: strings("Build secrets in buildx's form: `id=ca,src=/path`. Only the description is kept, never the value."),
      images: v.pipe(v.optional(v.record(v.string(), imageSchema), {}), v.description("Images by name, where the inferred ones are not right.")),
    }),
    {},
  ),
  release: v.optional(
    v.strictObject({
      npmRegistry: v.pipe(v.optional(v.string()), v.description("The npm registry packages are published to. npm's own configuration when left out.")),
      ignore: strings("Names of packages that are never released."),
    }),
    {},
  ),
});

/** A configuration as a person writes it: every key optional. */
export type UserConfiguration = v.InferInput<typeof configurationSchema>;

/** A configuration with every default filled in. */
export type Configuration = v.InferOutput<typeof configurationSchema>;
