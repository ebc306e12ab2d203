import { expect, test } from "vitest";
import { computeChartLockDigest, editChartLock } from "./chart-lock.ts";
import { editChartDependencies } from "./edit-chart-dependencies.ts";

const manifest = `apiVersion: v2
name: shop
version: 1.0.0
dependencies:
  # our own
  - name: auth
    repository: file://../auth
    version: ^1.0.0 # moves
  - { name: "db", version: '~2.1', repository: "https://charts.example.com", condition: db.enabled }
`;
const lock = `dependencies:
- name: auth
  repository: file://../auth
  version: 1.0.0
- name: db
  repository: https://charts.example.com
  version: 2.1.4
digest: sha256:0
generated: "2026-01-02T03:04:05Z"
`;

test("ranges are written where they stand, with the quotes that they have", () => {
  const versions = new Map([
    [0, ">=1.1.0"],
    [1, "~2.2.0"],
    [7, "1.0.0"],
  ]);
  expect(editChartDependencies(manifest, "Chart.yaml", versions)).toBe(
    manifest.replace("^1.0.0 #", '">=1.1.0" #').replace("'~2.1'", "'~2.2.0'"),
  );
  expect(editChartDependencies(manifest, "Chart.yaml", new Map([[0, "^1.1.0"]]))).toBe(manifest.replace("^1.0.0", "^1.1.0"));
});

test("a Chart.lock follows, with helm's digest of both lists", () => {
  const edited = editChartDependencies(manifest, "Chart.yaml", new Map([[0, "^1.1.0"]]));
  const expected = lock.replace("version: 1.0.0", "version: 1.1.0");
  expect(editChartLock({ text: lock, path: "Chart.lock", manifest: edited, versions: new Map([["auth", "1.1.0"]]) })).toBe(
    expected.replace("sha256:0", computeChartLockDigest(edited, expected)),
  );
  expect(computeChartLockDigest(edited, expected)).not.toBe(computeChartLockDigest(manifest, expected));
});

test("the digest is that of Go's JSON: fields in helm's order, empty ones left out, signs escaped, keys sorted", () => {
  const one =
    "dependencies:\n- alias: a\n  name: x\n  tags: []\n  enabled: false\n  version: '>=1.0.0'\n  import-values: [{parent: p, child: c}]\n";
  // printf '[[{"name":"x","version":"\u003e=1.0.0","repository":"","import-values":[{"child":"c","parent":"p"}],"alias":"a"}],[]]' | sha256sum
  expect(computeChartLockDigest(one, "")).toBe("sha256:f38148b80c7ecb4288eacb0c11db217a07177d96dc135de73ff3a7e8ea7d3805");
});
