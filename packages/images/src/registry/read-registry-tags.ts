import { askRegistry } from "./ask-registry.ts";
import type { HttpAnswer } from "./exchange.ts";
import { openRegistrySession } from "./registry-session.ts";

/**
 * All image tags of a repository (`ghcr.io/acme/shop/gateway`), through the registry's HTTP API (OCI distribution
 * specification, "Listing Tags") with docker's own logins. None when the registry knows no such repository.
 * `env` is that of docker: HOME and DOCKER_CONFIG say where its logins are.
 * Throws SLUICE_REGISTRY_UNAUTHORIZED, SLUICE_REGISTRY_UNREACHABLE.
 */
export async function readRegistryTags(repository: string, env: Readonly<Record<string, string | undefined>>): Promise<string[]> {
  const session = await openRegistrySession(repository, { env, doing: "list the tags of" });
  const names: string[] = [];
  let next: URL | null = new URL("tags/list?n=1000", session.base);
  while (next !== null) {
    const response: HttpAnswer = await askRegistry(session, { url: next, statuses: [404] });
    if (response.status === 404) return names;
    const page = parsePage(response.body);
    if (typeof page === "object" && page !== null && "tags" in page && Array.isArray(page.tags))
      names.push(...page.tags.filter((tag: unknown) => typeof tag === "string"));
    const [, link] = /<([^>]+)>\s*;\s*rel="?next"?/.exec(response.header("link") ?? "") ?? [];
    next = link === undefined ? null : new URL(link, next);
  }
  return names;
}

function parsePage(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}
