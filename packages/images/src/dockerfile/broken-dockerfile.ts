import { SluiceError } from "@sluice/core";

/** The error for a Dockerfile that no engine would take: SLUICE_BROKEN_DOCKERFILE, with the path and the line. */
export function brokenDockerfile(path: string, line: number, problem: string): SluiceError {
  return new SluiceError("SLUICE_BROKEN_DOCKERFILE", `${path}:${line}: ${problem}`, {
    hint: `Mend line ${line} of ${path}; the other images are not concerned.`,
  });
}
