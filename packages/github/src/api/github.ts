/** A repository, as far as labels, defaults and links need it. */
export interface RepositoryFacts {
  fullName: string;
  description: string;
  htmlUrl: string;
  defaultBranch: string;
  private: boolean;
  /** SPDX identifier; null when GitHub knows none. */
  license: string | null;
  /** Whether the token may push; null when GitHub does not say. */
  canPush: boolean | null;
  /** Scopes of a classic token; null for every other kind. */
  scopes: string[] | null;
}

/** A commit as GitHub knows it. */
export interface CommitFacts {
  revision: string;
  parents: string[];
  message: string;
  time: Date;
}

/** A file attached to a release. `state` is `uploaded`; anything else is left over from an upload that broke. */
export interface ReleaseAsset {
  id: number;
  name: string;
  /** Bytes. */
  size: number;
  state: string;
  /** `sha256:…`; null where GitHub does not tell it. */
  digest: string | null;
  downloadUrl: string;
}

/** A GitHub release. A draft has a tag name, but no tag needs to exist. */
export interface Release {
  id: number;
  tag: string;
  name: string;
  body: string;
  draft: boolean;
  prerelease: boolean;
  /** The branch or commit the tag is made from, if it does not exist when the release is published. */
  target: string;
  htmlUrl: string;
  uploadUrl: string;
  assets: ReleaseAsset[];
}

/** What a release is made from. */
export interface NewRelease {
  tag: string;
  name: string;
  body: string;
  draft: boolean;
  prerelease: boolean;
  /** See {@link Release.target}; the default branch when left out. */
  target?: string;
  /** Whether GitHub shows it as the latest release. GitHub decides when left out. */
  latest?: boolean;
}

/** A pull request, as far as keeping one up to date needs it. */
export interface PullRequest {
  number: number;
  title: string;
  body: string;
  draft: boolean;
  state: "open" | "closed";
  htmlUrl: string;
}

/** What a pull request inside of the repository is made from. Branches are without `refs/heads/`. */
export interface NewPullRequest {
  title: string;
  body: string;
  /** The branch it is made on. */
  branch: string;
  /** The branch it is merged into. */
  base: string;
  draft: boolean;
}

/** The one comment of a kind under a pull request or an issue. */
export interface KeptComment {
  number: number;
  /** What the comment begins with, so that it is found again: an HTML comment, which nobody sees. */
  marker: string;
  /** Markdown after the marker. Null takes the comment away. */
  body: string | null;
}

/** What {@link GitHub.keepComment} did. */
export interface KeptCommentResult {
  action: "created" | "updated" | "unchanged" | "deleted" | "none";
  /** Where it is; null when there is none. */
  url: string | null;
}

/**
 * The GitHub API for one repository. Every method throws SLUICE_GITHUB_UNAUTHORIZED (a wrong token),
 * SLUICE_GITHUB_FORBIDDEN (the token may not do this), SLUICE_GITHUB_RATE_LIMITED, SLUICE_GITHUB_UNREACHABLE,
 * SLUICE_GITHUB_NOT_FOUND, or SLUICE_GITHUB_FAILED for any other refusal. No error ever holds the token.
 *
 * Requests that may be repeated are: three times, waiting as `Retry-After` says; once where nobody answers. One that makes
 * something is repeated only when GitHub refused it for its rate; after another failure look whether it was done.
 */
export interface GitHub {
  getRepository(): Promise<RepositoryFacts>;
  /** A commit by id, branch or tag; null when GitHub does not know it. */
  getCommit(revision: string): Promise<CommitFacts | null>;
  /**
   * Commits of the branch's own runs of a workflow that ended in success, the newest run first, each once.
   * `workflow` is its file name. Empty when there is no such workflow. Runs of pull requests are left out: a fork's
   * branch may have the same name.
   */
  greenRevisions(of: { workflow: string; branch: string }): Promise<string[]>;

  /** The release of a git tag, drafts included; null when there is none. */
  getRelease(tag: string): Promise<Release | null>;
  /** The release that GitHub shows as the latest; null when there is none. */
  getLatestRelease(): Promise<Release | null>;
  /** All releases, drafts included when the token may see them, newest first. */
  listReleases(): Promise<Release[]>;
  /** Throws SLUICE_RELEASE_EXISTS when the tag has a release. */
  createRelease(release: NewRelease): Promise<Release>;
  /** Changes what is given of a release. */
  updateRelease(id: number, changes: Partial<NewRelease>): Promise<Release>;
  deleteRelease(id: number): Promise<void>;
  uploadAsset(release: Release, asset: { name: string; contentType: string; data: Uint8Array }): Promise<ReleaseAsset>;
  deleteAsset(id: number): Promise<void>;
  /** The content of a file of a release; null when there is none to be had. */
  readAsset(id: number): Promise<Uint8Array | null>;

  /** What is left of the number of requests that the token may make; null where GitHub does not count them. */
  getRateLimit(): Promise<{ remaining: number; reset: Date } | null>;

  /** The open pull request from a branch of this repository into another; null when there is none. */
  findPullRequest(of: { branch: string; base: string }): Promise<PullRequest | null>;
  createPullRequest(pullRequest: NewPullRequest): Promise<PullRequest>;
  /** Changes what is given of a pull request. */
  updatePullRequest(number: number, changes: { title?: string; body?: string; state?: "open" | "closed" }): Promise<PullRequest>;

  /**
   * Makes, changes or takes away the one comment that begins with the marker, so that running again changes nothing. The
   * oldest one is kept; others, which two runs at once may have made, are deleted.
   */
  keepComment(comment: KeptComment): Promise<KeptCommentResult>;
}
