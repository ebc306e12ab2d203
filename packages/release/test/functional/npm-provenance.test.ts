import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createNpmPort } from "@sluice/release";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** Publishes with a program in npm's place that writes down its environment and arguments: no public registry is to be had in a test. */
async function publish(more: Record<string, string>, isPrivate = false): Promise<{ provenance: string; userConfig: string; args: string }> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "sluice-provenance-")));
  folders.push(folder);
  await mkdir(join(folder, "lib"));
  await writeFile(join(folder, "lib/package.json"), '{ "name": "lib", "version": "1.0.0" }');
  await writeFile(join(folder, "event.json"), JSON.stringify({ repository: { private: isPrivate } }));
  const program = [
    "#!/bin/sh",
    'if [ "$1" = config ]; then echo https://default.example/; exit; fi',
    `printf '%s\\n%s\\n%s\\n' "$npm_config_provenance" "$(cat "$npm_config_userconfig" 2>/dev/null)" "$*" > "${folder}/seen"`,
  ];
  await writeFile(join(folder, "npm"), `${program.join("\n")}\n`);
  await chmod(join(folder, "npm"), 0o755);
  const env = { PATH: `${folder}:${process.env["PATH"] ?? ""}`, GITHUB_EVENT_PATH: join(folder, "event.json"), ...more };
  const target = { name: "lib", version: "1.0.0", root: "lib", distTag: "latest", access: "public", registry: null } as const;
  await createNpmPort({ root: folder, registry: null, env }).publish([target]);
  const [provenance = "", userConfig = "", args = ""] = (await readFile(join(folder, "seen"), "utf8")).split("\n");
  return { provenance, userConfig, args };
}

const identity = { ACTIONS_ID_TOKEN_REQUEST_URL: "https://a.example/token", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t" };

test("in GitHub Actions with an identity npm makes a provenance statement, with a token and without", async () => {
  expect(await publish(identity)).toMatchObject({ provenance: "true", userConfig: "" });
  const withToken = await publish({ ...identity, NPM_TOKEN: "npm_secret" });
  expect(withToken).toMatchObject({ provenance: "true", userConfig: expect.stringContaining("_authToken=${SLUICE_NPM_TOKEN}") });
  expect(withToken.args).not.toContain("npm_secret");
});

test("elsewhere, and for a private repository, it makes none", async () => {
  expect((await publish({})).provenance).toBe("");
  expect((await publish(identity, true)).provenance).toBe("");
});
