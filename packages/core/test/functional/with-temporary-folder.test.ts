import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { withTemporaryFolder } from "@sluice/core";
import { expect, test } from "vitest";

test("the folder is gone when what used it has ended or failed", async () => {
  let used = "";
  const names = await withTemporaryFolder("test", async (folder) => {
    used = folder;
    await writeFile(join(folder, "a"), "");
    return readdir(folder);
  });
  expect({ names, isThere: existsSync(used) }).toEqual({ names: ["a"], isThere: false });
  const failing = withTemporaryFolder("test", async (folder) => {
    used = folder;
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(existsSync(used)).toBe(false);
});

test.each(["SIGINT", "SIGTERM"] as const)("the folder is gone when %s ends the process, which ends by it", async (signal) => {
  const source = new URL("../../src/index.ts", import.meta.url).href;
  const script = `import { withTemporaryFolder } from ${JSON.stringify(source)};
    await withTemporaryFolder("test", (folder) => new Promise(() => { console.log(folder); setInterval(() => {}, 1000); }));`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
  expect(existsSync(line.trim())).toBe(true);
  child.kill(signal);
  expect(await once(child, "exit")).toEqual([null, signal]);
  expect(existsSync(line.trim())).toBe(false);
});
