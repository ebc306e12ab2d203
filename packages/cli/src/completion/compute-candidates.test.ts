import { describe, expect, test } from "vitest";
import { computeExpected } from "./compute-candidates.ts";

const options = [
  { flags: "-t, --targets <names...>", description: "targets", completes: "target" },
  { flags: "--why <project>", description: "why", completes: "project" },
  { flags: "--format <format>", description: "how", choices: ["text", "json"] },
  { flags: "--dry-run", description: "dry" },
] as const;

const expected = (...words: string[]) => computeExpected({ options, argument: ["bash", "zsh"], words });
const values = (...words: string[]) => {
  const found = expected(...words);
  return found.kind === "names" ? found.names : found.candidates.map(({ value }) => value);
};

describe("at the cursor may stand", () => {
  test("a flag", () => {
    expect(values("--d")).toEqual(["--targets", "--why", "--format", "--dry-run"]);
  });

  test("the value of the option before it, by name or of a kind", () => {
    expect(values("--format", "")).toEqual(["text", "json"]);
    expect(values("--why", "ga")).toBe("project");
    expect(values("--format=t")).toEqual(["--format=text", "--format=json"]);
    expect(expected("--why=ga")).toEqual({ kind: "names", names: "project", prefix: "--why=" });
  });

  test("one more value of an option that takes several", () => {
    expect(values("-t", "lint", "")).toBe("target");
  });

  test("an argument, after a flag without a value too", () => {
    expect(values("")).toEqual(["bash", "zsh"]);
    expect(values("--dry-run", "")).toEqual(["bash", "zsh"]);
    expect(values("--why", "gateway", "")).toEqual(["bash", "zsh"]);
  });
});
