import type { Docker } from "./find-docker.ts";

const answers = new WeakMap<Docker, Promise<boolean>>();

/**
 * Whether the present builder is the engine's own (buildx's `docker` driver), which cannot push without a tag and cannot set
 * the times of files; asked once per client. A builder that does not answer counts as another one: the build will say more.
 */
export function usesDockerDriver(docker: Docker): Promise<boolean> {
  const known = answers.get(docker);
  if (known !== undefined) return known;
  const asked = docker.run(["buildx", "inspect"]).then(({ stdout }) => /^Driver:\s+docker\s*$/m.test(stdout));
  answers.set(docker, asked);
  return asked;
}
