import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * What a hook of git, a workflow or a person's shell sets, and what is about their repository, event or terminal instead of a test's; of
 * `FORCE_COLOR` beside `NO_COLOR` Node warns.
 */
const FOREIGN = /^(GIT_(?!SSH|SSL|PROXY_SSL|HTTP_|EXEC_PATH)\w+|GITHUB_\w+|RUNNER_\w+|NX_\w+|SLUICE_REGISTRY|FORCE_COLOR)$/;

/** Of git's own configuration the one thing that a machine needs: a checkout may belong to another user. */
const GIT_SETTINGS = "[safe]\n\tdirectory = *\n";

/** Makes the environment that all processes of a run of tests inherit the same everywhere; a test sets what it is about. */
export default function ownEnvironment(): void {
  for (const name of Object.keys(process.env)) if (FOREIGN.test(name)) delete process.env[name];
  const settings = join(tmpdir(), "gitconfig");
  writeFileSync(settings, GIT_SETTINGS);
  // A daemon of Nx would outlive its test.
  Object.assign(process.env, { GIT_CONFIG_GLOBAL: settings, GIT_CONFIG_NOSYSTEM: "1", NX_DAEMON: "false" });
}
