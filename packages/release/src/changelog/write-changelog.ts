import { ConventionalGitClient } from "@conventional-changelog/git-client";
import type { FinalTemplateContext } from "@conventional-changelog/template";
import { ConventionalChangelog } from "conventional-changelog";
import type { Commit } from "conventional-commits-parser";

/** A change on its way through conventional-changelog, and what it stands for. */
export interface ChangelogCommit<Entry> {
  /** Title of the group it belongs to. */
  group: string;
  commit: Commit;
  entry: Entry;
}

/** One group of a changelog, in the order in which it is told. */
export interface ChangelogGroup<Entry> {
  title: string;
  entries: Entry[];
}

/**
 * Lets conventional-changelog write a section over changes that are known already: it gets a git client that holds them, so
 * no git runs for it, and the clock is not asked. Groups come in the order of `groupOrder`, changes in their own.
 */
export async function writeChangelog<Entry>(options: {
  version: string;
  commits: readonly ChangelogCommit<Entry>[];
  groupOrder: readonly string[];
  repositoryUrl: string | null;
  render: (groups: ChangelogGroup<Entry>[], context: FinalTemplateContext) => string;
}): Promise<string> {
  const { version, commits, groupOrder, repositoryUrl, render } = options;
  const changelog = new ConventionalChangelog(new KnownCommits(commits))
    .options({ transformCommit: (commit) => commit })
    .context({ version, date: "", ...(repositoryUrl === null ? {} : { repoUrl: repositoryUrl }) })
    .writer({
      groupBy: "type",
      commitGroupsSort: (a, b) => groupOrder.indexOf(a.title) - groupOrder.indexOf(b.title),
      commitsSort: () => 0,
      transform: () => ({}),
      generateOn: () => false,
      ignoreReverted: false,
      template: (context) => {
        const groups = (context.commitGroups ?? []).map((group) => ({
          title: group.title,
          entries: group.commits.flatMap((commit) => commits[Number(commit.hash)]?.entry ?? []),
        }));
        return render(groups, context);
      },
    });
  let text = "";
  for await (const part of changelog.write()) text += part;
  return text.trim();
}

/** Everything else that a git client can do is never asked of it. */
class KnownCommits extends ConventionalGitClient {
  readonly #commits: readonly ChangelogCommit<unknown>[];

  constructor(commits: readonly ChangelogCommit<unknown>[]) {
    super(".");
    this.#commits = commits;
  }

  override verify(): Promise<string> {
    return Promise.resolve("HEAD");
  }

  override async *getSemverTags(): AsyncGenerator<string, void, unknown> {}

  override async *getCommits(): AsyncIterable<Commit> {
    for (const [index, { commit, group }] of this.#commits.entries()) yield Object.assign({}, commit, { type: group, hash: `${index}` });
  }
}
