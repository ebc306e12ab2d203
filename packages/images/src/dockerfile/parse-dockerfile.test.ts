import { describe, expect, it } from "vitest";
import { parseDockerfile } from "./parse-dockerfile.ts";

const parse = (...lines: string[]) => parseDockerfile("svc/Dockerfile", lines.join("\n"));
const instructions = (...lines: string[]) =>
  parse("FROM scratch", ...lines).stages[0]?.instructions.map(({ keyword, text }) => `${keyword} ${text}`);

describe("parseDockerfile", () => {
  it("joins continuation lines over comments and blank lines", () => {
    expect(instructions("COPY a \\", "  # why", "", "  b \\ ", "/x", "USER 1")).toEqual(["COPY a   b /x", "USER 1"]);
  });

  it("passes over heredocs: quoted, with tabs, two at once, with a file descriptor", () => {
    expect(instructions('RUN <<A cat <<-"B C"', "COPY x /", "A", "COPY y /", "\tB C", "RUN cat 3<<E", "COPY z /", "E", "USER 1")).toEqual([
      'RUN <<A cat <<-"B C"',
      "RUN cat 3<<E",
      "USER 1",
    ]);
  });

  it("finds no heredoc in a here-string, a shift, or a JSON form", () => {
    expect(instructions("RUN cat <<<x", "RUN echo $((1<<2))", 'RUN ["cat", "<<EOF"]', "USER 1")).toHaveLength(4);
  });

  it("reads the escape directive, flags, stage names and platforms", () => {
    const dockerfile = parse(
      "\uFEFF# syntax=docker/dockerfile:1",
      "# escape=`",
      "FROM --platform=$BUILDPLATFORM golang:1.24 AS Build",
      "COPY --from=x --chown='a b' c `",
      " d",
    );
    expect(dockerfile.escape).toBe("`");
    expect(dockerfile.stages[0]).toMatchObject({ name: "build", base: "golang:1.24", platform: "$BUILDPLATFORM" });
    expect(dockerfile.stages[0]?.instructions[0]).toMatchObject({ flags: ["--from=x", "--chown=a b"], text: "c  d", line: 4 });
  });

  it("keeps comments that look like directives, once other comments have come, as comments", () => {
    expect(parse("# a comment", "# escape=`", "FROM scratch").escape).toBe("\\");
  });

  it.each([
    [["FORM scratch"], "svc/Dockerfile:1: unknown instruction FORM"],
    [["FROM scratch", "COPY a"], "svc/Dockerfile:2: COPY needs at least one source and the destination"],
    [["FROM scratch", "", "FROM a b"], "svc/Dockerfile:3: FROM takes one argument"],
    [["FROM scratch", "RUN <<EOF", "x"], "svc/Dockerfile:2: the heredoc EOF has no end"],
    [["COPY a b"], "svc/Dockerfile:1: COPY stands before the first FROM"],
    [["# nothing"], "svc/Dockerfile:1: there is no FROM"],
    [["FROM scratch", "COPY [1, 2]"], "only strings"],
  ])("refuses %j", (lines, message) => {
    expect(() => parse(...lines)).toThrow(message);
  });
});
