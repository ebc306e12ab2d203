import { launchServer } from "./launch-server.ts";
import { pollUntilReady } from "./poll-until-ready.ts";

/** An emulator of GitHub's REST API on loopback, with one repository in it. */
export interface GitHubServer {
  /** Base of the API, without a slash at the end. */
  url: string;
  /** `owner/name` of the repository that exists. */
  repository: string;
  /** A token that may do everything. It is public knowledge and opens nothing else. */
  token: string;
  pid: number;
  stop(): Promise<void>;
}

/** Starts the emulator. `repository` is `owner/name`; the owner is an organisation. Throws SLUICE_STACK_FAILED. */
export async function startGitHub({ repository = "sluice-dev/sluice" }: { repository?: string } = {}): Promise<GitHubServer> {
  const [owner = "", name = ""] = repository.split("/");
  const server = await launchServer("github", { owner, name });
  const url = `http://127.0.0.1:${server.port}`;
  await pollUntilReady(`${url}/repos/${repository}`);
  return { url, repository, token: "test_token_admin", pid: server.pid, stop: () => server.stop() };
}
