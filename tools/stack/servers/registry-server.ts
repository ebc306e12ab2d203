import { type ChildProcess, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { serve } from "./serve.ts";

/** The program to run and the folders it may use; `storage` may already hold images. */
export interface RegistryServerOptions {
  program: string;
  folder: string;
  storage: string;
}

serve(async ({ program, folder, storage }: RegistryServerOptions) => {
  const file = join(folder, "registry.yml");
  await writeFile(file, renderConfiguration(storage));
  const registry = spawn(program, ["serve", file], { stdio: ["ignore", "pipe", "pipe"], env: { PATH: process.env.PATH } });
  const ended = new Promise<void>((resolve) => void registry.once("exit", () => resolve()));
  const port = await readPort(registry);
  void ended.then(() => process.exit(1));
  return {
    port,
    close: async () => {
      registry.kill("SIGTERM");
      await ended;
    },
  };
});

/** JSON is YAML; the system picks the port. */
function renderConfiguration(storage: string): string {
  return JSON.stringify({
    version: "0.1",
    log: { level: "info", formatter: "json", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: storage }, delete: { enabled: true } },
    http: { addr: "127.0.0.1:0", secret: "local" },
  });
}

/** The registry logs the address it really listens on. Reads the logs to their end: a full pipe would stop it. */
async function readPort(registry: ChildProcess): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const lastLines: string[] = [];
  for (const stream of [registry.stdout, registry.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on("line", (line) => {
      lastLines.splice(0, Math.max(0, lastLines.length - 4));
      lastLines.push(line);
      const port = /listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  }
  registry.once("error", reject);
  registry.once("exit", (code) => reject(new Error(`docker-registry ended with ${code}: ${lastLines.join("\n")}`)));
  return promise;
}
