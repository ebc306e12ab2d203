import { setTimeout as wait } from "node:timers/promises";
import { execa } from "execa";
import { show, type Shell } from "./terminal.ts";

/**
 * Runs an image as strictly as a cluster would, asks it for `/health` and ends it.
 *
 * @param port the port it listens on inside
 * @returns status and body of the answer, for the summary
 */
export async function runReleasedImage({ shell, reference, port }: { shell: Shell; reference: string; port: number }): Promise<string> {
  const docker = shell.env["DOCKER"] ?? "docker";
  const options = ["--detach", "--rm", "--read-only", "--user", "65532:65532", "--cap-drop", "ALL", "--publish", `127.0.0.1::${port}`];
  const container = (await show(shell, docker, ["run", ...options, reference])).trim().split("\n").at(-1) ?? "";
  try {
    const { stdout } = await execa(docker, ["port", container, `${port}/tcp`]);
    return await askUntilHealthy(`http://${stdout.trim()}/health`);
  } finally {
    await execa(docker, ["rm", "--force", container]);
    await execa(docker, ["image", "rm", "--force", reference]);
  }
}

async function askUntilHealthy(url: string): Promise<string> {
  let last = "no answer";
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      const response = await fetch(url);
      const body = await response.text();
      last = `${response.status} ${body}`;
      if (response.ok) return last;
    } catch (error) {
      last = String(error);
    }
    await wait(100);
  }
  throw new Error(`${url} did not become healthy: ${last}`);
}
