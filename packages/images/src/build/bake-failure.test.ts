import { describe, expect, it } from "vitest";
import { bakeFailure } from "./bake-failure.ts";

const images = [
  { name: "api", dockerfile: "services/api/Dockerfile" },
  { name: "web.v2", dockerfile: "services/web/Dockerfile" },
];
const failedStep = (target: string, last: string) =>
  `#9 [${target} 1/1] RUN x\n#9 ERROR: x\n------\n > [${target} linux/arm64 1/1] RUN x:\nthe reason: connection refused\n------\nERROR: ${last}\n`;

describe("bakeFailure", () => {
  it("names the image whose step failed, by its target, and shows the end", () => {
    const error = bakeFailure(
      failedStep("web_v2", 'failed to solve: process "/bin/sh -c x" did not complete successfully: exit code: 1'),
      images,
    );
    expect(error.code).toBe("SLUICE_IMAGE_BUILD_FAILED");
    expect(error.message).toMatch(/^The image web\.v2 could not be built from services\/web\/Dockerfile:\n------\n > \[web_v2/);
    expect(error.message).toContain("the reason: connection refused");
  });

  it("tells a registry's fault from the Dockerfile's", () => {
    const last = 'failed to solve: failed to push r.test/api:1: failed to do request: Head "http://r.test": connection refused';
    expect(bakeFailure(failedStep("api", last), images)).toMatchObject({
      code: "SLUICE_REGISTRY_UNREACHABLE",
      message: expect.stringContaining("The registry of api"),
    });
  });

  it("names all where none can be told", () => {
    expect(bakeFailure("ERROR: something else", images).message).toContain("one of api, web.v2");
  });

  it("tells an SBOM scanner that cannot be had from an image's own registry", () => {
    const last =
      "failed to solve: failed to resolve source metadata for docker.io/docker/buildkit-syft-scanner:stable-1: dial tcp: no such host";
    expect(bakeFailure(`ERROR: ${last}\n`, images)).toMatchObject({
      code: "SLUICE_SBOM_SCANNER_MISSING",
      hint: expect.stringContaining("--no-sbom"),
    });
  });

  it("tells a builder's full disk from a registry's", () => {
    const full = "write /var/lib/docker/x: no space left on device";
    expect(bakeFailure(failedStep("api", `failed to solve: ${full}`), images).code).toBe("SLUICE_DISK_FULL");
    const refused = `failed to solve: failed to push r.test/api:1: unexpected status from PUT request to http://r.test/v2: 500 Internal Server Error ${full}`;
    expect(bakeFailure(failedStep("api", refused), images).code).toBe("SLUICE_REGISTRY_UNREACHABLE");
  });

  it("knows the daemon that does not answer", () => {
    expect(bakeFailure("ERROR: Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?", images).code).toBe(
      "SLUICE_DOCKER_UNREACHABLE",
    );
  });
});

it("tells a Dockerfile that BuildKit refuses from a step that failed", () => {
  const stderr = [
    "Dockerfile:2",
    "--------------------",
    "   1 |     FROM scratch",
    "   2 | >>> COPY --frm=x a /",
    "--------------------",
    "ERROR: target bad: failed to solve: dockerfile parse error on line 2: unknown flag: frm (did you mean from?)",
  ].join("\n");
  expect(bakeFailure(stderr, [{ name: "web", dockerfile: "web/Dockerfile" }])).toMatchObject({
    code: "SLUICE_BROKEN_DOCKERFILE",
    message: "web/Dockerfile: dockerfile parse error on line 2: unknown flag: frm (did you mean from?)",
  });
});

it("says what to do where another platform's programs do not run", () => {
  const stderr =
    '------\n > [web linux/arm64 2/2] RUN x:\nexec /bin/sh: exec format error\n------\nERROR: failed to solve: process "x" did not complete';
  expect(bakeFailure(stderr, [{ name: "web", dockerfile: "web/Dockerfile" }])).toMatchObject({ hint: expect.stringContaining("QEMU") });
});
