import { describe, expect, it } from "vitest";
import { computeImageInputs, type ImageInputsRequest } from "./compute-image-inputs.ts";

const files = ["Dockerfile", "a.txt", "b/c.md", "b/d.ts", "b/deep/e.ts", "link", "libs/ui/x.css"];
const compute = (lines: string[], more: Partial<ImageInputsRequest> = {}) =>
  computeImageInputs({
    dockerfile: { path: "Dockerfile", text: lines.join("\n") },
    context: ".",
    files,
    ignoreFiles: new Map(),
    buildArgs: {},
    buildContexts: {},
    targetStage: null,
    platform: "linux/arm64",
    ...more,
  });
const inputs = (...lines: string[]) => compute(["FROM scratch", ...lines]).inputs.filter((path) => path !== "Dockerfile");

describe("computeImageInputs", () => {
  it("names the external images that the needed stages start or copy from", () => {
    const lines = [
      "ARG V=3.13",
      "FROM python:$V-slim AS build",
      "FROM unused:1 AS unused",
      "FROM scratch",
      "COPY --from=build /a /",
      "COPY --from=tools:2 /b /",
      "RUN --mount=from=cc:1,target=/m cc",
    ];
    expect(compute(lines).bases).toEqual(["cc:1", "python:3.13-slim", "tools:2"]);
  });

  it("keeps the name of a FROM that a named context stands in for", () => {
    const buildContexts = { "docker.io/library/node:24-slim": "docker-image://127.0.0.1:5000/base/node:24-slim" };
    expect(compute(["FROM node:24-slim"], { buildContexts }).bases).toEqual(["node:24-slim"]);
  });

  it("takes the platform's arguments", () => {
    expect(compute(["FROM scratch", "ARG TARGETARCH", "COPY bin/$TARGETARCH /"], { files: ["bin/amd64/x", "bin/arm64/x"] }).inputs).toEqual(
      ["Dockerfile", "bin/arm64/x"],
    );
  });

  it("keeps ARG and ENV of a stage for the stages that start from it", () => {
    const lines = ["FROM scratch AS one", "ARG D=libs", "ENV E=$D/ui", "FROM one", "COPY $E /"];
    expect(compute(lines).inputs).toEqual(["Dockerfile", "libs/ui/x.css"]);
  });

  it("--exclude leaves files out, relative to the copied folder", () => {
    expect(inputs("COPY --exclude=*.md --exclude=deep b /x")).toEqual(["b/d.ts"]);
    expect(inputs("COPY --exclude=**/*.ts b /x")).toEqual(["b/c.md"]);
  });

  // Seen with BuildKit 0.13.2: what a source names itself, or by a wildcard, is copied whatever --exclude says.
  it("--exclude leaves out no file that a source names", () => {
    expect(inputs("COPY --exclude=*.txt --exclude=*.md a.txt b/c.md /x")).toEqual(["a.txt", "b/c.md"]);
    expect(inputs("COPY --exclude=*.txt --exclude=*.md *.txt b /x")).toEqual(["a.txt", "b/d.ts", "b/deep/e.ts"]);
  });

  it("--parents takes patterns over several folders, from the pivot on", () => {
    expect(inputs("COPY --parents **/*.ts /x")).toEqual(["b/d.ts", "b/deep/e.ts"]);
    expect(inputs("COPY --parents b/./deep /x")).toEqual(["b/deep/e.ts"]);
    expect(inputs("COPY --parents b*/./*.ts l*/u*/./*.css /x")).toEqual(["b/d.ts", "libs/ui/x.css"]);
    expect(inputs("COPY --parents --exclude=deep b*/./**/*.ts /x")).toEqual(["b/d.ts"]);
  });

  it("follows a link that a source names or passes, within the context", () => {
    const links = new Map([["link", "../libs"]]);
    expect(compute(["FROM scratch", "COPY link/ui /x"], { links }).inputs).toEqual(["Dockerfile", "libs/ui/x.css", "link"]);
    expect(compute(["FROM scratch", "COPY link /x"], { links }).inputs).toEqual(["Dockerfile", "libs/ui/x.css", "link"]);
  });

  it("ends with links in a circle", () => {
    expect(compute(["FROM scratch", "COPY link /x"], { links: new Map([["link", "link"]]) }).inputs).toEqual(["Dockerfile", "link"]);
  });

  it("says which sources are not there, and whether that may be", () => {
    expect(compute(["FROM scratch", "COPY dist a.txt none*.json /x/"]).missing).toEqual([
      { path: "dist", line: 2, wildcard: false },
      { path: "none*.json", line: 2, wildcard: true },
    ]);
  });

  it("does not count what ADD fetches as a file", () => {
    const { remotes, missing } = compute(["FROM scratch", "ADD https://x.test/a.tar git@x.test:a/b.git /x/"]);
    expect({ remotes, missing }).toEqual({ remotes: ["git@x.test:a/b.git", "https://x.test/a.tar"], missing: [] });
  });

  it.each([
    [["FROM a", "COPY --from=b /x /", "FROM a AS b", "COPY --from=b /x /"], "Dockerfile:3: the stage needs itself"],
    [["FROM scratch", "COPY ${A /x"], "Dockerfile:2: missing '}'"],
    [["FROM $NONE"], "Dockerfile:1: FROM $NONE names no image"],
  ])("refuses %j", (lines, message) => {
    expect(() => compute(lines)).toThrow(message);
  });

  it("refuses a target stage that is not there", () => {
    expect(() => compute(["FROM scratch"], { targetStage: "none" })).toThrow("there is no stage none");
  });
});
