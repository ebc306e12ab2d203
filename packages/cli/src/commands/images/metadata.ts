import { readConfiguration, SluiceError } from "@sluice/core";
import { computeMetadata, readMetadataFacts } from "@sluice/images";
import { defineCommand, type CommandDefinition, type CommandOptions } from "../../command.ts";
import { findRepository } from "../../read-project.ts";
import { metadataDocument, renderMetadata } from "../../render/image-metadata.ts";

const command: CommandDefinition = defineCommand({
  summary: "Image tags, labels and annotations for the present git event.",
  options: [
    { flags: "--image <image>", description: "an image to tag: ghcr.io/acme/api, or name=…,enable=…", repeatable: true },
    {
      flags: "--rule <rule>",
      description: "a tag rule: type=semver,pattern={{version}}; the default scheme without any",
      repeatable: true,
    },
    { flags: "--flavor <flavor>", description: "latest=auto|true|false, prefix=…, suffix=…,onlatest=true", repeatable: true },
    { flags: "--label <label>", description: "a label, key=value, with expressions", repeatable: true },
    { flags: "--annotation <annotation>", description: "an annotation, key=value, with expressions", repeatable: true },
    {
      flags: "--annotation-level <level>",
      description: "where annotations go: manifest (default), index, manifest-descriptor, index-descriptor",
      repeatable: true,
    },
    { flags: "--sha-length <digits>", description: "digits of a short commit hash (default 7)" },
    { flags: "--pr-head-sha", description: "on a pull request, the commit of its branch instead of GitHub's merge commit" },
    {
      flags: "--now <time>",
      description: "the time of {{date}} and of the created label, in ISO 8601; otherwise the clock's and the commit's",
    },
    { flags: "--event <name>", description: "the event by hand: push, pull_request, release, schedule, …" },
    { flags: "--ref <reference>", description: "the reference by hand: refs/heads/main, refs/tags/v1.2.3, refs/pull/7/merge" },
    { flags: "--sha <commit>", description: "the commit by hand" },
  ],
  examples: [
    "sluice images metadata --image ghcr.io/acme/gateway",
    "sluice images metadata --image ghcr.io/acme/gateway --ref refs/tags/gateway@1.2.3 --json",
    "sluice images metadata --image acme/api --rule type=ref,event=branch --rule 'type=semver,pattern={{version}}'",
  ],
  run: async ({ options, context }) => {
    // Tags can also be made where there is no clone, from the event alone.
    const repository = await findRepository(context.cwd);
    const { configuration } = await readConfiguration(repository?.root ?? context.cwd);
    const rules = orElse(options.list("rule"), configuration.images.rules);
    const flavor = orElse(options.list("flavor"), configuration.images.flavor);
    const texts = { rules, flavor, images: options.list("image"), labels: options.list("label"), annotations: options.list("annotation") };
    const given = readTime(options);
    const now = given ?? new Date();
    const prHeadSha = options.flag("prHeadSha");
    const facts = await readMetadataFacts({
      env: context.env,
      repository,
      eventName: options.text("event"),
      ref: options.text("ref"),
      sha: options.text("sha"),
      prHeadSha,
      needsCommitTime:
        given === undefined ||
        Object.values(texts)
          .flat()
          .some((text) => text.includes("commit_date")),
      defaultBranch: configuration.defaultBranch,
      remote: configuration.remote,
      now,
    });
    const shaLength = readShaLength(options);
    const annotationLevels = orElse(options.list("annotationLevel"), ["manifest"]);
    const metadata = computeMetadata({ ...facts, ...texts, now, created: given, prHeadSha, shaLength, annotationLevels });
    for (const warning of [...facts.warnings, ...metadata.warnings]) context.warn(warning);
    if (context.json) context.printJson(metadataDocument(metadata));
    else context.print(renderMetadata(metadata));
    return 0;
  },
});

export default command;

function orElse(given: readonly string[], fallback: readonly string[]): readonly string[] {
  return given.length > 0 ? given : fallback;
}

function readTime(options: CommandOptions): Date | undefined {
  const text = options.text("now");
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw usage(`--now: '${text}' is no time`, "write 2026-01-31T12:00:00Z");
  return time;
}

function readShaLength(options: CommandOptions): number | undefined {
  const text = options.text("shaLength");
  if (text === undefined) return undefined;
  if (!/^[1-9][0-9]{0,3}$/.test(text)) throw usage(`--sha-length: '${text}' is no number of digits`, "write --sha-length 7");
  return Number(text);
}

function usage(message: string, hint: string): SluiceError {
  return new SluiceError("SLUICE_USAGE", message, { hint });
}
