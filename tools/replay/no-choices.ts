import { noIndexes } from "@sluice/release";

/** What the reading of a release plan is told by a configuration, of a repository that has none. */
export const noChoices = {
  remote: "origin",
  images: [],
  ignore: [],
  commitBumps: null,
  branch: null,
  registry: null,
  indexes: noIndexes,
  repositoryUrl: null,
} as const;
