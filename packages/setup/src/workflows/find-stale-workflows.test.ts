import { expect, test } from "vitest";
import { findStaleWorkflows } from "./find-stale-workflows.ts";
import { signText } from "./generated-file.ts";

test("what Sluice wrote and nothing asks for any more goes; what a person wrote or changed stays", () => {
  const written = signText("name: deploy\n", "#");
  const texts = new Map([
    [".github/workflows/sluice-ci.yml", written],
    [".github/workflows/deploy.yml", written.replaceAll("\n", "\r\n")],
    [".github/workflows/ci.yml", signText("name: ci\n", "#")],
    [".github/workflows/release.yml", `${written}# mine\n`],
    ["package.json", "{}"],
  ]);
  const wanted = [{ path: ".github/workflows/ci.yml", text: "" }];
  expect(findStaleWorkflows(wanted, texts)).toEqual([
    { path: ".github/workflows/deploy.yml", action: "delete", text: "", diff: "" },
    { path: ".github/workflows/sluice-ci.yml", action: "delete", text: "", diff: "" },
  ]);
});
