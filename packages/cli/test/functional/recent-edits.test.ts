import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withTemporaryFolder } from "@sluice/core";
import type { QuickLook } from "@sluice/git/quick";
import { expect, test } from "vitest";
import { mayBeEdited, rememberEdits } from "../../src/recent-edits.ts";

test("a file that differed the last time is guessed to differ again once it is newer than git's index", async () => {
  await withTemporaryFolder("edits", async (root) => {
    const gitFolder = join(root, ".git");
    mkdirSync(gitFolder);
    const look = { root, gitFolder } as QuickLook;
    const write = (path: string, seconds: number) => {
      writeFileSync(join(root, path), "");
      utimesSync(join(root, path), seconds, seconds);
    };
    write(".git/index", 1000);
    write("edited.ts", 2000);
    expect(mayBeEdited(look)).toBe(false);
    const changes = ["deleted.ts", "edited.ts"].map((path) => ({ path, status: "modified" as const, isTracked: true }));
    rememberEdits(look, { changes, isSparse: false });
    expect(mayBeEdited(look)).toBe(true);
    write(".git/index", 3000);
    expect(mayBeEdited(look)).toBe(false);
  });
});
