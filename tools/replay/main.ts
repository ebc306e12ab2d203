// `npm run replay -- changesets|commits <clone>`: makes the releases of a public history once more, and compares; with `--record <file>` their facts are kept.
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { openHistory, type History } from "./history.ts";
import { recordChangesets } from "./record-changesets.ts";
import { recordCommits } from "./record-commits.ts";
import { parseHistory, renderHistory, type RecordedRelease } from "./recorded-history.ts";
import { renderReplay } from "./render-replay.ts";
import { replayChangesets } from "./replay-changesets.ts";
import { replayCommits } from "./replay-commits.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    limit: { type: "string", default: "1000" },
    // Types of commits that make a patch besides Sluice's own: docs, refactor.
    patch: { type: "string", multiple: true, default: [] },
    record: { type: "string" },
    repository: { type: "string", default: "" },
    license: { type: "string", default: "" },
  },
});
const [kind, path] = positionals;
if (path === undefined || (kind !== "changesets" && kind !== "commits")) {
  console.error(
    "npm run replay -- changesets|commits <a clone with its whole history> [--limit <releases>] [--patch <type of commits>]\n" +
      "  [--record <file> --repository <its address> --license <SPDX id>]",
  );
  process.exit(2);
}
const history = openHistory(path);
const { patch } = values;
const limit = Number(values.limit);
if (values.record === undefined) {
  const replayed = kind === "changesets" ? await replayChangesets(history, limit) : await replayCommits(history, { limit, patch });
  console.log(renderReplay(replayed));
} else await record(history, values.record);

async function record(read: History, file: string): Promise<void> {
  const { releases, ...told } =
    kind === "changesets" ? { releases: await recordChangesets(read, limit) } : await recordCommits(read, { limit, patch });
  const source = { repository: values.repository, commit: await read.git("rev-parse", "HEAD"), license: values.license, ...told };
  // The reasons are written by hand.
  const known = parseHistory<RecordedRelease>(await readFile(file, "utf8").catch(() => ""));
  await writeFile(file, renderHistory({ source, releases }, known.releases));
}
