import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import { expect, test } from "vitest";
import { checkDocker } from "../../../setup/docker.mjs";
import { requirePart } from "../../../test/require-part.ts";

test("the demo goes the whole way and ends with every line of its summary right", async (context) => {
  requirePart(context, (await checkDocker()).reason);
  const { stdout, exitCode } = await execa(process.execPath, [join(import.meta.dirname, "../../main.ts")], {
    reject: false,
    stdin: "ignore",
  });
  const lines = stripVTControlCharacters(stdout).split("\n");
  const summary = lines.filter((line) => /^[✓✗–] /.test(line)).map((line) => line.replace(/sha[0-9a-f]{7}/, "sha1234567"));
  expect(summary).toMatchInlineSnapshot(`
    [
      "✓ affected projects              gateway",
      "✓ lint, test, build              of gateway alone",
      "✓ image gateway:main-sha1234567  linux/amd64, linux/arm64",
      "✓ changeset version              gateway 1.1.0",
      "✓ release verify                 gateway@1.1.0: all of it is there",
      "✓ GitHub release                 gateway@1.1.0",
      "✓ publish, a second time         nothing to do",
      "✓ image gateway:v1.1.0           linux/amd64, linux/arm64",
      "✓ GET /health                    200 {"status":"ok","service":"gateway"}",
    ]
  `);
  expect(exitCode).toBe(0);
  expect(lines.at(-1)).toMatch(/^Done in \d+ s\. Nothing was left running\.$/);
});
