import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { pollUntilReady } from "../poll-until-ready.ts";
import { close, listen } from "./listen.ts";
import { serve } from "./serve.ts";

/** How pypiserver is run: `command` up to its own arguments, files to `packages`, logins from `passwords`. */
export interface PypiServerOptions {
  command: readonly string[];
  packages: string;
  passwords: string;
}

serve(async ({ command: [program = "", ...first], packages, passwords }: PypiServerOptions) => {
  const port = await findFreePort();
  const options = ["-i", "127.0.0.1", "-p", String(port), "-P", passwords, "-a", "update", "--hash-algo", "sha256", "--disable-fallback"];
  const server = spawn(program, [...first, "run", ...options, packages], { stdio: ["ignore", "inherit", "inherit"] });
  const ended = new Promise<string>((resolve) => {
    server.once("exit", (code, signal) => resolve(`pypiserver ended with ${code ?? signal}`));
    server.once("error", (error) => resolve(error.message));
  });
  const ready = pollUntilReady(`http://127.0.0.1:${port}/simple/`, 110_000).then(() => null);
  const failure = await Promise.race([ready, ended]);
  if (failure !== null) throw new Error(failure);
  void ended.then(() => process.exit(1));
  return {
    port,
    close: async () => {
      server.kill("SIGTERM");
      await Promise.race([ended, wait(3_000)]);
      server.kill("SIGKILL");
    },
  };
});

/** pypiserver cannot be told to take any port. */
async function findFreePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await close(server);
  return port;
}
