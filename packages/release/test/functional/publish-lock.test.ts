import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createLockPort, openPublishJournal, type LockHolder, type LockPortOptions } from "@sluice/release";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createOrigin, type Origin } from "../../../../tools/stack/index.ts";
import { TempRepository } from "./temp-repository.ts";

let origin: Origin;
let repository: TempRepository;

beforeEach(async () => {
  origin = await createOrigin();
  repository = TempRepository.init({ "a.txt": "a\n" });
  repository.git("remote", "add", "origin", origin.url);
});
afterEach(async () => {
  repository.remove();
  await origin.stop();
});

const ada: LockHolder = { name: "ada", machine: "runner-1", pid: 11, run: null };

async function open(holder: LockHolder, changes: Partial<LockPortOptions> = {}) {
  return createLockPort({
    repository: await repository.open(),
    remote: "origin",
    holder,
    isRunning: () => true,
    breakLock: false,
    ...changes,
  });
}

/** The process that took the lock first is gone. */
function isRunning(pid: number): boolean {
  return pid !== 11;
}

async function held(): Promise<string> {
  return repository.git("ls-remote", "origin", "refs/sluice/*");
}

describe("the publish lock", () => {
  test("one has it, another is told who, since when and how to clear it, and it is free afterwards", async () => {
    const release = await (await open(ada)).acquire();
    const grace = await open({ ...ada, name: "grace", machine: "runner-2" });
    await expect(grace.acquire()).rejects.toMatchObject({
      code: "SLUICE_PUBLISH_LOCKED",
      message: expect.stringMatching(/ada on runner-1, process 11, since \d{4}-\d\d-\d\dT/),
      hint: expect.stringContaining("git push origin :refs/sluice/publish-lock"),
    });
    await release();
    expect(await held()).toBe("");
    await (
      await grace.acquire()
    )();
  });

  test("of many at once, one gets it", async () => {
    const doors = await Promise.all(Array.from({ length: 5 }, (_, pid) => open({ ...ada, pid })));
    const results = await Promise.allSettled(doors.map((door) => door.acquire()));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const reasons: unknown[] = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    for (const reason of reasons) expect(reason).toMatchObject({ code: "SLUICE_PUBLISH_LOCKED" });
  });

  test("what a killed process of this machine left is taken over; that of another machine is not", async () => {
    await (await open(ada)).acquire();
    await expect((await open({ ...ada, machine: "runner-2", pid: 12 }, { isRunning })).acquire()).rejects.toMatchObject({
      code: "SLUICE_PUBLISH_LOCKED",
    });
    await (
      await (await open({ ...ada, pid: 12 }, { isRunning })).acquire()
    )();
    expect(await held()).toBe("");
  });

  test("a publish that has nothing to do gives back what a killed one left, and nobody else's", async () => {
    await (await open(ada)).acquire();
    await (await open({ ...ada, machine: "runner-2", pid: 12 }, { isRunning })).clearLeftOver();
    expect(await held()).not.toBe("");
    await (await open({ ...ada, pid: 12 }, { isRunning })).clearLeftOver();
    expect(await held()).toBe("");
    await (await open({ ...ada, pid: 12 }, { isRunning })).clearLeftOver();
  });

  test("what an earlier attempt of this workflow run left is taken over", async () => {
    const url = "https://github.com/acme/shop/actions/runs/1";
    await (await open({ ...ada, run: { url, attempt: 1 } })).acquire();
    const again = { ...ada, machine: "runner-2" };
    await expect((await open({ ...again, run: { url: `${url}2`, attempt: 2 } })).acquire()).rejects.toMatchObject({
      code: "SLUICE_PUBLISH_LOCKED",
      message: expect.stringContaining(url),
    });
    await (await open({ ...again, run: { url, attempt: 2 } })).acquire();
  });

  test("a broken lock is the breaker's: the first one's end leaves it alone", async () => {
    const release = await (await open(ada)).acquire();
    const releaseBroken = await (await open({ ...ada, machine: "runner-2" }, { breakLock: true })).acquire();
    const reference = await held();
    await release();
    expect(await held()).toBe(reference);
    await releaseBroken();
    expect(await held()).toBe("");
  });
});

describe("the journal", () => {
  test("has one line for each entry, and one that cannot be written is a warning", async () => {
    const path = join(repository.root, ".git/sluice/journal.ndjson");
    const journal = openPublishJournal(path);
    journal.record({ kind: "started", reference: "a" });
    openPublishJournal(path).record({ kind: "done", reference: "a" });
    const lines = (await readFile(path, "utf8")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ kind: "started", at: expect.any(String) }, { kind: "done" }]);
    expect(journal.problem()).toBeNull();
    const blocked = openPublishJournal(join(repository.root, "a.txt/journal.ndjson"));
    blocked.record({ kind: "started" });
    expect(blocked.problem()).toMatchObject({ code: "SLUICE_JOURNAL_UNWRITABLE" });
  });
});
