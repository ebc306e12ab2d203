import { spawnSync } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { execa } from "execa";
import { onProcessEnd } from "../setup/on-process-end.mjs";

/** What a service said. */
export interface Answer {
  path: string;
  status: number;
  body: string;
}

/** How strictly an image must be able to run: as a cluster would. */
export const STRICT_OPTIONS: readonly string[] = ["--read-only", "--user", "65532:65532", "--cap-drop", "ALL"];

/** Milliseconds; a service starts in one or two seconds where nothing else runs. */
const START_LIMIT = 120_000;

/**
 * Runs an image with {@link STRICT_OPTIONS}, asks it for `paths` once the first of them answers well, and removes the
 * container and the local copy of the image.
 *
 * @param port the port it listens on inside
 */
export async function runReleasedImage(options: {
  docker: string;
  reference: string;
  port: number;
  paths: readonly string[];
}): Promise<Answer[]> {
  const { docker, reference, port, paths } = options;
  const container = `sluice-demo-${process.pid}-${port}`;
  const forget = onProcessEnd(() => void spawnSync(docker, ["rm", "--force", container], { stdio: "ignore" }));
  try {
    const place = ["--name", container, "--publish", `127.0.0.1::${port}`];
    await execa(docker, ["run", "--detach", ...STRICT_OPTIONS, ...place, reference]);
    const { stdout: address } = await execa(docker, ["port", container, `${port}/tcp`]);
    await waitUntilHealthy(`http://${address.trim()}${paths[0]}`);
    const answers: Answer[] = [];
    for (const path of paths) {
      const response = await fetch(`http://${address.trim()}${path}`);
      answers.push({ path, status: response.status, body: await response.text() });
    }
    return answers;
  } finally {
    await execa(docker, ["rm", "--force", container], { reject: false });
    forget();
    await execa(docker, ["image", "rm", "--force", reference], { reject: false });
  }
}

async function waitUntilHealthy(url: string): Promise<void> {
  let last = "no answer";
  for (const end = Date.now() + START_LIMIT; Date.now() < end;) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
      last = `${response.status} ${await response.text()}`;
      if (response.ok) return;
    } catch (error) {
      last = String(error);
    }
    await wait(100);
  }
  throw new Error(`${url} did not become healthy in ${START_LIMIT / 1000} s: ${last}`);
}
