import { describe, expect, it } from "vitest";
import { classifyDockerProblem, dockerError, lastWords } from "./docker-error.ts";

describe("classifyDockerProblem", () => {
  it.each([
    ["ERROR: 127.0.0.1:5000/x/none:one: not found\n", "missing"],
    ["ERROR: r.test/x: manifest unknown", "missing"],
    ["ERROR: 127.0.0.1:42907/x/none:one: not found\n", "missing"],
    ["ERROR: unexpected status from HEAD request to http://r.test/v2/x: 429 Too Many Requests", "unreachable-registry"],
    ["ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", "unreachable-daemon"],
    [
      'ERROR: failed to do request: Head "http://127.0.0.1:1/v2/x/manifests/one": dial tcp 127.0.0.1:1: connect: connection refused',
      "unreachable-registry",
    ],
    [
      'ERROR: failed to do request: Head "https://ghcr.io/v2/x": dial tcp: lookup ghcr.io on 10.0.0.1:53: no such host',
      "unreachable-registry",
    ],
    ["ERROR: unexpected status from HEAD request to http://r.test/v2/x: 500 Internal Server Error", "unreachable-registry"],
    ["ERROR: failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized", "unauthorized"],
    ["denied: requested access to the resource is denied", "unauthorized"],
    ["ERROR: unexpected status from PUT request to http://r.test/v2/x/manifests/latest: 400 Bad Request", "refused-tag"],
    ["ERROR: failed to push r.test/x:1: tag 1 already exists and is immutable", "refused-tag"],
    ["ERROR: invalid reference format", "other"],
  ])("%s", (stderr, expected) => {
    expect(classifyDockerProblem(stderr)).toBe(expected);
  });
});

describe("dockerError", () => {
  const fallback = { code: "SLUICE_X" as const, message: "m", hint: "h" };

  it("names what it is about and keeps passwords to itself", () => {
    const error = dockerError("r.test/x:1", "ERROR: Head https://me:secret@r.test/v2: connection refused", fallback);
    expect([error.code, error.message]).toEqual([
      "SLUICE_REGISTRY_UNREACHABLE",
      "The registry of r.test/x:1 does not answer as it should: Head https://***@r.test/v2: connection refused",
    ]);
  });

  it("falls back to the caller's error", () => {
    expect(dockerError("x", "ERROR: else", fallback)).toMatchObject({ code: "SLUICE_X", message: "m", hint: "h" });
  });

  it("lastWords leaves out blank lines", () => {
    expect(lastWords("a\n\nb\n\nERROR: c\n\n", 2)).toBe("b\nc");
  });
});
