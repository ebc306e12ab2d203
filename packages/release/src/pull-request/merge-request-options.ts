/** What GitLab makes of a push. */
export interface MergeRequest {
  /** The branch it is merged into. */
  base: string;
  title: string;
  description: string;
  draft: boolean;
}

/**
 * Push options by which GitLab opens a merge request for the branch that is pushed, or gives the open one this title
 * (https://docs.gitlab.com/topics/git/commit/#push-options-for-merge-requests). An option is one line.
 */
export function mergeRequestOptions({ base, title, description, draft }: MergeRequest): string[] {
  return [
    "merge_request.create",
    `merge_request.target=${base}`,
    `merge_request.title=${oneLine(title)}`,
    `merge_request.description=${oneLine(description)}`,
    "merge_request.remove_source_branch",
    ...(draft ? ["merge_request.draft"] : []),
  ];
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
