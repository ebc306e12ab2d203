import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

const module = new URL("../../on-process-end.mjs", import.meta.url).href;

/** Three clean-ups, of which the second throws and a fourth is forgotten; then what the case does. */
const script = (does: string) => `
  import { writeSync } from "node:fs";
  import { onProcessEnd } from ${JSON.stringify(module)};
  const say = (line) => writeSync(1, line + "\\n");
  onProcessEnd(() => say("first"));
  onProcessEnd(() => { say("second"); throw new Error("it cannot be done"); });
  onProcessEnd(() => say("third"));
  onProcessEnd(() => say("forgotten"))();
  ${does}`;
const wait = 'say("ready"); setInterval(() => {}, 1000);';

test.each<{ how: string; does: string; signal?: NodeJS.Signals; ended: { code: number | null; signal: NodeJS.Signals | null } }>([
  { how: "Ctrl-C", does: wait, signal: "SIGINT", ended: { code: null, signal: "SIGINT" } },
  { how: "SIGTERM", does: wait, signal: "SIGTERM", ended: { code: null, signal: "SIGTERM" } },
  { how: "a terminal that is closed", does: wait, signal: "SIGHUP", ended: { code: null, signal: "SIGHUP" } },
  { how: "process.exit", does: 'say("ready"); process.exit(3);', ended: { code: 3, signal: null } },
  { how: "an error that nobody catches", does: 'say("ready"); throw new Error("oh");', ended: { code: 1, signal: null } },
  { how: "its own end", does: 'say("ready");', ended: { code: 0, signal: null } },
])("what was started goes, the newest first, when a process ends by $how", async ({ does, signal, ended }) => {
  expect(await run(does, signal)).toEqual({ ...ended, lines: ["ready", "third", "second", "first"] });
});

test("who listens to the signal as well decides when the process ends", async () => {
  const listens = 'process.on("SIGINT", () => { say("ending"); setTimeout(() => process.exit(0), 50); });';
  const { lines, code } = await run(`${listens} ${wait}`, "SIGINT");
  expect({ code, lines: lines.toSorted() }).toEqual({ code: 0, lines: ["ending", "first", "ready", "second", "third"] });
});

async function run(does: string, signal?: NodeJS.Signals) {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script(does)], {
    cwd: join(import.meta.dirname),
    stdio: ["ignore", "pipe", "ignore"],
  });
  if (signal !== undefined) child.stdout.once("data", () => child.kill(signal));
  const [output, [code, endedBy]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return { code, signal: endedBy, lines: output.trim().split("\n") };
}
