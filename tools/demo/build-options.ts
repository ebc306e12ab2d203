/** `--build-context` for every stand-in of a public base image. */
export function buildContextOptions(contexts: Readonly<Record<string, string>>): string[] {
  return Object.entries(contexts).flatMap(([name, value]) => ["--build-context", `${name}=${value}`]);
}

/**
 * A machine behind a private certificate authority names its bundle in the environment; the Dockerfiles take it as the
 * optional build secret `ca`, which is mounted for a step and is in no layer.
 */
export function certificateOptions(env: Readonly<Record<string, string | undefined>>): string[] {
  const bundle = env["SSL_CERT_FILE"] ?? env["NODE_EXTRA_CA_CERTS"];
  return bundle ? ["--secret", `id=ca,src=${bundle}`] : [];
}
