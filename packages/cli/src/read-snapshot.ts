import { SluiceError } from "@sluice/core";
import type { CommandOptions, OptionDefinition } from "./command.ts";

export const snapshotOption: OptionDefinition = {
  flags: "--snapshot <name>",
  description: "a snapshot instead of a release, 0.0.0-<name>-<commit>: pr-123",
};

/** The name of a snapshot, which is a part of versions and an npm dist-tag; undefined for a release. */
export function readSnapshot(options: CommandOptions): string | undefined {
  const name = options.text("snapshot");
  if (name === undefined || (/^[a-z][0-9a-z-]*$/i.test(name) && !/^(latest|x|v\d.*)$/i.test(name))) return name;
  throw new SluiceError("SLUICE_USAGE", `--snapshot ${name} cannot be the name of a snapshot`, {
    hint: "A letter, then letters, digits and hyphens, and not latest: pr-123.",
  });
}
