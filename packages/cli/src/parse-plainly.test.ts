import { describe, expect, it } from "vitest";
import { parsePlainly } from "./parse-plainly.ts";

describe("parsePlainly", () => {
  it("reads what commander would read", async () => {
    const invocation = await parsePlainly(["affected", "--base=main", "--head", "HEAD", "--target", "test", "--target", "lint", "--json"]);
    const { options } = invocation?.input ?? {};
    expect(options?.text("base")).toBe("main");
    expect(options?.text("head")).toBe("HEAD");
    expect(options?.list("target")).toEqual(["test", "lint"]);
    expect(options?.flag("json")).toBe(true);
    expect(options?.flag("verbose")).toBe(false);
    expect(options?.text("format")).toBe("text");
    expect(options?.list("files")).toEqual([]);
  });

  it.each([
    [],
    ["--help"],
    ["images", "plan"],
    ["nonsense"],
    ["constructor"],
    ["affected", "--help"],
    ["affected", "--files", "a", "b"],
    ["affected", "--bsae", "main"],
    ["affected", "--base"],
    ["affected", "--base", "--json"],
    ["affected", "--format", "yaml"],
    ["affected", "--json=yes"],
    ["affected", "main"],
    ["affected", "--", "main"],
    ["run", "-t", "test"],
  ])("leaves the others to commander: %j %j %j", async (...argv) => {
    expect(await parsePlainly(argv)).toBeNull();
  });
});
