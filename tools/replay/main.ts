// `npm run replay -- changesets|commits <clone>`: makes the releases of a public history once more, and compares.
import { parseArgs } from "node:util";
import { openHistory } from "./history.ts";
import { renderReplay } from "./render-replay.ts";
import { replayChangesets } from "./replay-changesets.ts";
import { replayCommits } from "./replay-commits.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    limit: { type: "string", default: "1000" },
    // Types of commits that make a patch besides Sluice's own: docs, refactor.
    patch: { type: "string", multiple: true, default: [] },
  },
});
const [kind, path] = positionals;
if (path === undefined || (kind !== "changesets" && kind !== "commits")) {
  console.error("npm run replay -- changesets|commits <a clone with its whole history> [--limit <releases>] [--patch <type of commits>]");
  process.exit(2);
}
const history = openHistory(path);
const limit = Number(values.limit);
const replayed =
  kind === "changesets" ? await replayChangesets(history, limit) : await replayCommits(history, { limit, patch: values.patch });
console.log(renderReplay(replayed));
