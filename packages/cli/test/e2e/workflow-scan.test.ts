import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findImageParts } from "../../../../tools/test/find-image-parts.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { Shop } from "./image-shop.ts";

/** Trivy needs a database from the internet: this takes its arguments, lists what it is given, and finds what is called a leak. */
const scanner = `package main
import ("fmt"; "io/fs"; "os"; "path/filepath"; "strings")
func main() {
	last, found := os.Args[len(os.Args)-1], 0
	if os.Args[1] != "filesystem" { os.Exit(1) }
	filepath.WalkDir(last, func(path string, entry fs.DirEntry, err error) error {
		if err != nil { os.Exit(1) }
		if !entry.IsDir() { fmt.Println(path) }
		if strings.HasPrefix(entry.Name(), "leak") { found = 3 }
		return nil
	})
	if os.WriteFile("/cache/database", []byte("x"), 0o600) != nil { os.Exit(1) }
	os.Exit(found)
}`;

const image = `sluice-scan-test:${process.pid}`;
let shop: Shop;

beforeAll(() => {
  shop = Shop.init({
    "sluice.config.json": JSON.stringify({ ci: { scanner: image } }),
    ".github/workflows/ci.yml": "on: push\n",
    "services/api/go.mod": "module example.com/api\n\ngo 1.24\n",
    "services/api/main.go": "package main\n\nfunc main() {}\n",
    "services/web/package.json": '{ "name": "web", "version": "1.0.0", "private": true }',
    "services/web/leak.txt": "password",
  });
});
afterAll(() => shop.remove());

test("what would be looked at: the project's own files, and what is everybody's", async () => {
  expect(await shop.run(["workflows", "scan", "--project", "api", "--dry-run"])).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "Scanning api
      .github/workflows/ci.yml
      services/api/go.mod
      services/api/main.go
      sluice.config.json",
    }
  `);
  const { stderr } = await shop.run(["workflows", "scan", "--project", "wbe", "--dry-run"]);
  expect(stderr).toBe('warning SLUICE_UNKNOWN_PROJECT: There is no project "wbe"; did you mean "web"?');
});

test("nothing is affected: nothing is scanned", async () => {
  expect(await shop.run(["workflows", "scan", "--base", "HEAD"])).toMatchObject({
    exitCode: 0,
    stdout: "Nothing to scan: no project is affected.",
  });
});

describe("with docker", () => {
  let missing: string | null = null;
  let docker = "docker";
  beforeAll(async () => {
    const parts = await findImageParts();
    const go = await execa("go", ["version"], { preferLocal: true, reject: false });
    missing = parts.missing ?? (go.failed ? "go is not on this machine" : null);
    if (missing !== null) return;
    docker = parts.docker;
    const folder = join(shop.folder, "scanner");
    await mkdir(folder);
    await writeFile(join(folder, "scan.go"), scanner);
    await writeFile(join(folder, "Dockerfile"), 'FROM scratch\nCOPY scan /\nENTRYPOINT ["/scan"]\n');
    await execa("go", ["build", "-o", "scan", "scan.go"], { cwd: folder, env: { CGO_ENABLED: "0" }, preferLocal: true });
    await execa(docker, ["buildx", "build", "--load", "--quiet", "--tag", image, "--provenance=false", folder]);
  });
  afterAll(async () => {
    if (missing === null) await execa(docker, ["image", "rm", "--force", image], { reject: false });
  });
  beforeEach((context) => requirePart(context, missing));

  test("no finding is 0, a finding is 1, and what cannot scan is 2 with an error", async () => {
    const api = await shop.run(["workflows", "scan", "--project", "api"]);
    expect(api).toMatchObject({ exitCode: 0, stderr: "" });
    expect(api.stdout.split("\n")).toEqual([
      "Scanning api",
      "/source/.github/workflows/ci.yml",
      "/source/services/api/go.mod",
      "/source/services/api/main.go",
      "/source/sluice.config.json",
    ]);
    const web = await shop.run(["workflows", "scan", "--project", "web", "--json"]);
    expect(web.exitCode).toBe(1);
    expect(JSON.parse(web.stdout)).toMatchObject({ schemaVersion: 1, projects: ["web"], clean: false });
    expect(web.stderr).toContain("/source/services/web/leak.txt");
    // What was copied is gone; the database stays.
    expect((await readdir(join(shop.root, ".git/sluice"))).filter((name) => name.startsWith("scan"))).toEqual(["scanner"]);

    shop.write({ "sluice.config.json": JSON.stringify({ ci: { scanner: "127.0.0.1:1/none" } }) });
    const broken = await shop.run(["workflows", "scan", "--project", "api"]);
    expect(broken.exitCode).toBe(2);
    expect(broken.stderr).toMatch(/SLUICE_SCAN_FAILED: .*\n {2}hint: .*ci\.scanner/);
  });
});
