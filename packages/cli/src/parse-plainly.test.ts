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

  it("reads commands of a group, where what an option denies holds without it", async () => {
    const invocation = await parsePlainly(["images", "build", "--project", "api", "--cache", "local", "--json"]);
    const { options } = invocation?.input ?? {};
    expect(invocation?.definition.summary).toContain("Build and push");
    expect([options?.list("project"), options?.text("cache")]).toEqual([["api"], "local"]);
    expect([options?.flag("push"), options?.choice("sbom"), options?.text("provenance")]).toEqual([true, undefined, undefined]);
  });

  it.each([
    [],
    ["--help"],
    ["images"],
    ["images", "nonsense"],
    ["images", "build", "--no-push"],
    ["images", "build", "--cache", "gah"],
    ["images", "promote"],
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
