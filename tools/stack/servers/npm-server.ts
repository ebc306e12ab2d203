import { join } from "node:path";
import { runServer } from "verdaccio";
import { close, listen } from "./listen.ts";
import { serve } from "./serve.ts";

/** Where the npm registry keeps its packages and users. */
export interface NpmServerOptions {
  folder: string;
}

serve(async ({ folder }: NpmServerOptions) => {
  const server = await runServer({
    configPath: join(folder, "verdaccio.yaml"),
    storage: join(folder, "storage"),
    auth: { htpasswd: { file: join(folder, "htpasswd"), algorithm: "sha1" } },
    uplinks: {},
    packages: { "**": { access: "$all", publish: "$authenticated", unpublish: "$authenticated" } },
    max_body_size: "200mb",
    web: { enable: false },
    log: { type: "stdout", format: "pretty", level: "error" },
  });
  return { port: await listen(server), close: () => close(server) };
});
