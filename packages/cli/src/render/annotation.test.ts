import { expect, test } from "vitest";
import { findPlace, renderAnnotation } from "./annotation.ts";

const isFile = (path: string) => ["services/a/pyproject.toml", "sluice.config.json", "Dockerfile"].includes(path);
const at = (message: string) => renderAnnotation("error", { code: "SLUICE_X", message }, isFile);

test("is at the file and line that the message names", () => {
  expect(at("services/a/pyproject.toml:12: no name")).toBe(
    "::error file=services/a/pyproject.toml,line=12,title=SLUICE_X::SLUICE_X: services/a/pyproject.toml:12: no name",
  );
  expect(at("sluice.config.json has 2 problem(s):\n  a: b\n  c: 100%")).toBe(
    "::error file=sluice.config.json,title=SLUICE_X::SLUICE_X: sluice.config.json has 2 problem(s):%0A  a: b%0A  c: 100%25",
  );
  expect(findPlace("the file services/a/pyproject.toml:3:7 is broken", isFile)).toEqual({ file: "services/a/pyproject.toml", line: 3 });
});

test("has no place where the message names no file of the repository", () => {
  expect(renderAnnotation("warning", { code: "SLUICE_Y", message: "gone/file.ts:3 and 12:30 /etc/passwd ../x" }, isFile)).toBe(
    "::warning title=SLUICE_Y::SLUICE_Y: gone/file.ts:3 and 12:30 /etc/passwd ../x",
  );
});
