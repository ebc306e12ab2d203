import { parseConfiguration } from "@sluice/core";
import { readWorkspace } from "@sluice/ecosystems";
import { openRepository } from "@sluice/git";
import type { GitHub, GitHubEvent } from "@sluice/github";
import { type AffectedResult, readAffected, type ReadAffectedOptions, readAnswer, readSinceRelease } from "@sluice/affected";
import { testEnvironment, TestRepository } from "../../../../tools/test/test-repository.ts";

/** A repository, and what a change of it affects. */
export class AffectedRepository extends TestRepository {
  async affected(options: Partial<ReadAffectedOptions> = {}): Promise<AffectedResult> {
    return (await readAffected(await this.#options(options))).result;
  }

  /** The same through what a memory has of the answer. */
  async answer(options: Partial<ReadAffectedOptions> = {}): Promise<AffectedResult> {
    return (await readAnswer(await this.#options(options))).result;
  }

  async sinceRelease(options: Partial<ReadAffectedOptions> = {}): Promise<AffectedResult> {
    return (await readSinceRelease(await this.#options(options))).result;
  }

  async #options(options: Partial<ReadAffectedOptions>): Promise<ReadAffectedOptions> {
    const repository = await openRepository(this.root, { env: testEnvironment() });
    const configuration = parseConfiguration({}, "test");
    return {
      repository,
      configuration,
      event: null,
      github: null,
      readWorkspace: ({ files, readFile, readImports }) => readWorkspace({ root: this.root, files, readFile, readImports, configuration }),
      readImages: async () => ({ images: [], warnings: [] }),
      cwd: this.root,
      ...options,
    };
  }
}

/** Three npm services; `api` needs `lib`. */
export const SERVICES: Record<string, string> = {
  "package.json": JSON.stringify({ name: "root", private: true, workspaces: ["services/*"] }),
  "services/api/package.json": manifest("api", { lib: "*" }),
  "services/api/index.ts": "1",
  "services/lib/package.json": manifest("lib"),
  "services/lib/index.ts": "1",
  "services/web/package.json": manifest("web"),
};

export function manifest(name: string, dependencies: Record<string, string> = {}): string {
  return JSON.stringify({ name, version: "1.0.0", scripts: { test: "true" }, dependencies }, null, 2);
}

export function makeEvent(changes: Partial<GitHubEvent>): GitHubEvent {
  return {
    name: "push",
    ref: "refs/heads/main",
    sha: "",
    headRef: "",
    baseRef: "",
    repository: "acme/shop",
    payload: {},
    apiUrl: "http://127.0.0.1:1",
    serverUrl: "https://github.com",
    workflow: "ci.yml",
    isGitHubActions: true,
    ...changes,
  };
}

const refuse = () => Promise.reject(new Error("not asked for in this test"));

/** GitHub as far as the base asks it: for green runs. */
export function makeGitHub(greenRevisions: GitHub["greenRevisions"]): GitHub {
  return {
    greenRevisions,
    getRepository: refuse,
    getCommit: refuse,
    getRelease: refuse,
    getLatestRelease: refuse,
    listReleases: refuse,
    createRelease: refuse,
    updateRelease: refuse,
    deleteRelease: refuse,
    uploadAsset: refuse,
    deleteAsset: refuse,
    readAsset: refuse,
    getRateLimit: refuse,
    findPullRequest: refuse,
    createPullRequest: refuse,
    updatePullRequest: refuse,
    keepComment: refuse,
  };
}

export const names = ({ projects }: AffectedResult): string[] => projects.map(({ name }) => name);
