import { SluiceError } from "@sluice/core";

/** What docker's last words say, in Sluice's. */
export type DockerProblem = "missing" | "unreachable-daemon" | "unauthorized" | "refused-tag" | "unreachable-registry" | "other";

/** Reads what went wrong from what docker or buildx printed on stderr. */
export function classifyDockerProblem(stderr: string): DockerProblem {
  if (
    /cannot connect to the docker daemon|is the docker daemon running|error during connect|permission denied while trying to connect/i.test(
      stderr,
    )
  )
    return "unreachable-daemon";
  if (/TAG_INVALID|tag\b.*\bimmutable|\/manifests\/[\w.-]+: (400 Bad|409 Conflict|412 Precondition)/i.test(stderr)) return "refused-tag";
  if (
    /unauthorized|authentication required|insufficient_scope|no basic auth credentials|401 Unauthorized|403 Forbidden|: denied\b|requested access to the resource is denied/i.test(
      stderr,
    )
  )
    return "unauthorized";
  if (
    /connection refused|no such host|i\/o timeout|TLS handshake|connection reset|x509|server gave HTTP response|dial tcp|too many requests|\b429\b|50[0234] [A-Z]|unexpected EOF|network is unreachable/i.test(
      stderr,
    )
  )
    return "unreachable-registry";
  if (/: not found\s*$|manifest unknown|name unknown|404 Not Found/im.test(stderr)) return "missing";
  return "other";
}

/**
 * The error for a docker command that failed over `subject`, a reference or an image's name:
 * SLUICE_DOCKER_UNREACHABLE, SLUICE_REGISTRY_UNAUTHORIZED, SLUICE_IMAGE_TAG_REFUSED, SLUICE_REGISTRY_UNREACHABLE, or `fallback`.
 */
export function dockerError(
  subject: string,
  stderr: string,
  fallback: { code: `SLUICE_${string}`; message: string; hint: string },
): SluiceError {
  const words = lastWords(stderr, 1);
  switch (classifyDockerProblem(stderr)) {
    case "unreachable-daemon":
      return new SluiceError("SLUICE_DOCKER_UNREACHABLE", `The Docker daemon does not answer: ${words}`, {
        hint: "Start Docker, or point DOCKER_HOST or `docker context use` at one that runs.",
      });
    case "unauthorized":
      return new SluiceError("SLUICE_REGISTRY_UNAUTHORIZED", `The registry refuses access to ${subject}: ${words}`, {
        hint: "Run `docker login <registry>` with an account that may do this.",
      });
    case "refused-tag":
      return new SluiceError("SLUICE_IMAGE_TAG_REFUSED", `The registry refuses to write ${subject}: ${words}`, {
        hint: "The tag is probably immutable and points to another image: release a new version, or let the registry overwrite this tag.",
      });
    case "unreachable-registry":
      return new SluiceError("SLUICE_REGISTRY_UNREACHABLE", `The registry of ${subject} does not answer as it should: ${words}`, {
        hint: "Check the registry's address and the network, then run the command again: it goes on where it stopped.",
      });
    case "missing":
    case "other":
      return new SluiceError(fallback.code, fallback.message, { hint: fallback.hint });
  }
}

/** The last lines that say something, without buildx's `ERROR: `; passwords in URLs are taken out. */
export function lastWords(stderr: string, count: number): string {
  const lines = stderr
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");
  return lines
    .slice(-count)
    .map((line) => line.replace(/^ERROR: /, ""))
    .join("\n")
    .replace(/:\/\/[^/@\s]+@/g, "://***@");
}
