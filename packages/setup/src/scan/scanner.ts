/** Trivy reads the lockfiles of every language here, Dockerfiles, and looks for secrets. */
export const defaultScanner = "ghcr.io/aquasecurity/trivy:0.69.3";

/** What the scanner ends with when it has found something: it ends with 1 when it could not scan. */
export const findingsExitCode = 3;

/** Where the scanner runs, as paths of this machine, and who it runs as: `1000:1000`. */
export interface ScannerRun {
  image: string;
  source: string;
  /** Keeps the database of vulnerabilities, which is downloaded once a day. */
  cache: string;
  user: string | null;
}

/** The arguments of docker that scan the files in `source`. */
export function scannerArguments({ image, source, cache, user }: ScannerRun): string[] {
  return [
    "run",
    "--rm",
    ...(user === null ? [] : ["--user", user]),
    "--env=HOME=/tmp",
    `--volume=${source}:/source:ro`,
    `--volume=${cache}:/cache`,
    image,
    "filesystem",
    "--cache-dir=/cache",
    "--scanners=vuln,secret,misconfig",
    "--severity=HIGH,CRITICAL",
    "--ignore-unfixed",
    `--exit-code=${findingsExitCode}`,
    "--no-progress",
    "/source",
  ];
}
