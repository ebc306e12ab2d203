import { readFile } from "node:fs/promises";

type Environment = Readonly<Record<string, string | undefined>>;

/** What decides whether npm is told to make a provenance statement. */
export interface ProvenanceFacts {
  env: Environment;
  access: "public" | "restricted";
  registry: string;
  /** The registry npm publishes to when nobody says anything. */
  defaultRegistry: string;
  isPublicRepository: boolean;
}

/**
 * Whether a publish is to carry a provenance statement (https://docs.npmjs.com/generating-provenance-statements): the runner of
 * GitHub Actions has an identity (`id-token: write`), and repository, package and registry are the public ones, as npm's registry
 * refuses statements of private repositories, and others know none. What npm is configured to do in the environment stays.
 */
export function wantsProvenance({ env, access, registry, defaultRegistry, isPublicRepository }: ProvenanceFacts): boolean {
  const isConfigured = Object.keys(env).some((name) => name.toLowerCase() === "npm_config_provenance");
  return (
    hasIdentity(env) &&
    !isConfigured &&
    access === "public" &&
    isPublicRepository &&
    new URL(registry).href === new URL(defaultRegistry).href
  );
}

/** Whether GitHub Actions gives the job an identity: what trusted publishing and provenance need. */
export function hasIdentity(env: Environment): boolean {
  return (env["ACTIONS_ID_TOKEN_REQUEST_URL"] ?? "") !== "" && (env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] ?? "") !== "";
}

/** The token for npm; none is what actions/setup-node writes where it has none, which would keep trusted publishing from working. */
export function npmToken(env: Environment): string | undefined {
  const token = env["NPM_TOKEN"] || env["NODE_AUTH_TOKEN"] || undefined;
  return token !== undefined && /^X{5}(-X{5}){3}$/.test(token) ? undefined : token;
}

/** Whether the event that started the workflow says that its repository is public. */
export async function isPublicRepository(env: Environment): Promise<boolean> {
  const text = await readFile(env["GITHUB_EVENT_PATH"] ?? "", "utf8").catch(() => "{}");
  const { repository } = Object(JSON.parse(text));
  return Object(repository).private === false;
}
