import { createEmulator } from "emulate";
import { serve } from "./serve.ts";

/** The repository that exists in the emulator at the start. */
export interface GitHubServerOptions {
  owner: string;
  name: string;
}

serve(async ({ owner, name }: GitHubServerOptions) => {
  const emulator = await createEmulator({
    service: "github",
    port: 0,
    seed: {
      github: {
        orgs: [{ login: owner, name: owner, members: [{ login: "admin", role: "admin" }] }],
        repos: [{ owner, name, default_branch: "main", auto_init: true }],
      },
    },
  });
  return { port: Number(new URL(emulator.url).port), close: () => emulator.close() };
});
