import { expect, test, vi } from "vitest";
import { askPatiently } from "./ask-patiently.ts";

const busy = "fatal: unable to access 'https://x/': The requested URL returned error: 503";
const protectedTag = "remote: tags are protected\n! [remote rejected] v1 (pre-receive hook declined)";

test.each([
  ["a busy server", ["ls-remote", "origin"], busy, 3],
  ["a push of tags", ["push", "--atomic", "origin", "refs/tags/v1"], busy, 3],
  ["a push with a lease, which may have been heard", ["push", "--force-with-lease=refs/x:", "origin", "a:refs/x"], busy, 1],
  ["a server that says no", ["push", "--atomic", "origin", "refs/tags/v1"], protectedTag, 1],
  ["a push that is refused", ["push", "--atomic", "origin", "refs/tags/v1"], "returned error: 403\nthe remote end hung up unexpectedly", 1],
  ["a login that is refused", ["ls-remote", "origin"], "The requested URL returned error: 403", 1],
])("%s", async (_title, args, stderr, times) => {
  vi.useFakeTimers();
  try {
    let runs = 0;
    const asked = askPatiently(args, async () => {
      runs += 1;
      return { exitCode: 128, stdout: Buffer.of(), stderr };
    });
    await vi.runAllTimersAsync();
    expect([(await asked).exitCode, runs]).toEqual([128, times]);
  } finally {
    vi.useRealTimers();
  }
});
