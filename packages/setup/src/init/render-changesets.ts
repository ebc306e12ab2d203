/** `.changeset/config.json`: every package is versioned and tagged, private services too. */
export function renderChangesetConfig({ defaultBranch, github }: { defaultBranch: string; github: string | null }): string {
  const configuration = {
    $schema: "https://unpkg.com/@changesets/config@4.0.1/schema.json",
    baseBranch: defaultBranch,
    access: "restricted",
    changelog: ["@sluice/release/changelog", github === null ? {} : { repo: github }],
    commit: false,
    fixed: [],
    linked: [],
    ignore: [],
    format: false,
    updateInternalDependencies: "patch",
    privatePackages: { version: true, tag: true },
  };
  return `${JSON.stringify(configuration, null, 2)}\n`;
}

/** What a person finds in the folder. */
export const changesetReadme = `# Changesets

Each file here says, for the reader of the changelog, what a change means: \`npx changeset\` writes one. A changeset may name any
project of the repository, whatever its language. \`npx sluice release plan\` shows what they add up to.
`;
