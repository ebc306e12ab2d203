import { describe, expect, it } from "vitest";
import { bakeFailure } from "./bake-failure.ts";

const web = new Map([["web", { name: "web", dockerfile: "web/Dockerfile" }]]);
const images = new Map([
  ["api", { name: "api", dockerfile: "services/api/Dockerfile" }],
  ["web_v2", { name: "web.v2", dockerfile: "services/web/Dockerfile" }],
]);
const failedStep = (target: string, last: string) =>
  `#9 [${target} linux/arm64 1/1] RUN x\n#9 ERROR: ${last.replace("failed to solve: ", "")}\n------\n > [${target} linux/arm64 1/1] RUN x:\nthe reason: connection refused\n------\nERROR: ${last}\n`;

const sameStep = (number: number, target: string) =>
  `#${number} [${target} 1/1] RUN x\n#${number} ERROR: process "x" did not complete successfully: exit code: 1\n------\n > [${target} 1/1] RUN x:\n------\n`;
const failedLoad = (why: string) =>
  `#3 [api internal] load metadata for r.test/nodee:1\n#3 ERROR: ${why}\n------\n > [api internal] load metadata for r.test/nodee:1:\n------\nDockerfile:1\n--------------------\nERROR: failed to solve: r.test/nodee:1: failed to resolve source metadata for r.test/nodee:1: ${why}\n`;

describe("bakeFailure", () => {
  it("names the image whose step failed, by its target, with line and reason, and shows what the step wrote last", () => {
    const stderr = [
      // The label of another target that has the same step.
      "#9 [api linux/arm64 build 2/3] RUN x",
      "#9 0.1 the reason: connection refused",
      '#9 ERROR: process "/bin/sh -c x" did not complete successfully: exit code: 3',
      "#8 [api 1/1] RUN y",
      "#8 CANCELED",
      "------",
      " > [web_v2 linux/arm64 build 2/3] RUN x:",
      "0.1 the reason: connection refused",
      "------",
      "Dockerfile:7",
      "--------------------",
      "   7 | >>> RUN x",
      "--------------------",
      'ERROR: failed to solve: process "/bin/sh -c x" did not complete successfully: exit code: 3',
      "",
    ].join("\n");
    const message =
      "The image web.v2 could not be built from services/web/Dockerfile:7: exit code: 3\n> [web_v2 linux/arm64 build 2/3] RUN x\n0.1 the reason: connection refused";
    expect(bakeFailure(stderr, images)).toMatchObject({
      error: { code: "SLUICE_IMAGE_BUILD_FAILED", message },
      isOwnFault: true,
      images: new Map([["web.v2", { code: "SLUICE_IMAGE_BUILD_FAILED", message }]]),
    });
  });

  it("names all that failed at the same time", () => {
    const [one, other] = ["api", "web_v2"].map((target) => `------\n > [${target} 1/1] RUN x:\nfrom ${target}\n------\n`);
    const numbered = '#8 [api 1/1] RUN x\n#8 ERROR: process "x" did not complete successfully: exit code: 4\n#9 [web_v2 1/1] RUN x\n';
    const stderr = `${numbered}${one}${other}Dockerfile:2\n--------------------\nERROR: target api: failed to solve: process "x" did not complete successfully: exit code: 4\n`;
    expect(bakeFailure(stderr, images).images).toEqual(
      new Map([
        [
          "web.v2",
          {
            code: "SLUICE_IMAGE_BUILD_FAILED",
            message: "The image web.v2 could not be built from services/web/Dockerfile\n> [web_v2 1/1] RUN x\nfrom web_v2",
          },
        ],
        [
          "api",
          {
            code: "SLUICE_IMAGE_BUILD_FAILED",
            message: "The image api could not be built from services/api/Dockerfile:2: exit code: 4\n> [api 1/1] RUN x\nfrom api",
          },
        ],
      ]),
    );
  });

  it("gives no image the line of a Dockerfile that BuildKit refused at the same time", () => {
    const end = "Dockerfile:5\n--------------------\nERROR: failed to solve: dockerfile parse error on line 5: unknown flag: x\n";
    expect([...bakeFailure(sameStep(8, "api") + end, images).images]).toEqual([
      ["api", expect.objectContaining({ message: expect.stringContaining("from services/api/Dockerfile: exit code: 1") as string })],
    ]);
  });

  it("gives no image the line of another whose step failed alike", () => {
    const end = 'Dockerfile:5\n--------------------\nERROR: failed to solve: process "x" did not complete successfully: exit code: 1\n';
    const messages = [...bakeFailure(sameStep(8, "api") + sameStep(9, "web_v2") + end, images).images.values()].map(
      ({ message }) => message,
    );
    expect(messages.map((message) => message.split("\n")[0])).toEqual([
      "The image api could not be built from services/api/Dockerfile: exit code: 1",
      "The image web.v2 could not be built from services/web/Dockerfile: exit code: 1",
    ]);
  });

  it("takes a base that may not be had for the image's own fault, and one that does not answer for the registry's", () => {
    const denied = bakeFailure(failedLoad("pull access denied: insufficient_scope: authorization failed"), images);
    expect([denied.error.code, denied.isOwnFault, [...denied.images.keys()]]).toEqual(["SLUICE_REGISTRY_UNAUTHORIZED", true, ["api"]]);
    expect(denied.error.message).toMatch(/^The registry refuses access to r\.test\/nodee:1 \(base of api\): /);
    const missing = bakeFailure(failedLoad("r.test/nodee:1: not found"), images);
    expect(missing.images.get("api")?.message).toMatch(
      /^The image api could not be built from services\/api\/Dockerfile:1: r\.test\/nodee:1: not found\n/,
    );
    const down = bakeFailure(failedLoad('failed to do request: Head "https://r.test": connection refused'), images);
    expect(down).toMatchObject({ error: { code: "SLUICE_REGISTRY_UNREACHABLE" }, isOwnFault: false, images: new Map() });
  });

  it("tells a registry's fault from the Dockerfile's", () => {
    const last = 'failed to solve: failed to push r.test/api:1: failed to do request: Head "http://r.test": connection refused';
    expect(bakeFailure(failedStep("api", last), images).error).toMatchObject({
      code: "SLUICE_REGISTRY_UNREACHABLE",
      message: expect.stringContaining("The registry of api"),
    });
  });

  it("names all where none can be told", () => {
    const failure = bakeFailure("ERROR: invalid field 'foo' must be a key=value pair", images);
    expect(failure).toMatchObject({ isOwnFault: false, images: new Map() });
    expect(failure.error.message).toContain("one of api, web.v2");
  });

  it("tells an SBOM scanner that cannot be had from an image's own registry", () => {
    const last =
      "failed to solve: failed to resolve source metadata for docker.io/docker/buildkit-syft-scanner:stable-1: dial tcp: no such host";
    expect(bakeFailure(`ERROR: ${last}\n`, images).error).toMatchObject({
      code: "SLUICE_SBOM_SCANNER_MISSING",
      hint: expect.stringContaining("--no-sbom"),
    });
  });

  it("tells a builder's full disk from a registry's", () => {
    const full = "write /var/lib/docker/x: no space left on device";
    expect(bakeFailure(failedStep("api", `failed to solve: ${full}`), images).error.code).toBe("SLUICE_DISK_FULL");
    const refused = `failed to solve: failed to push r.test/api:1: unexpected status from PUT request to http://r.test/v2: 500 Internal Server Error ${full}`;
    expect(bakeFailure(failedStep("api", refused), images).error.code).toBe("SLUICE_REGISTRY_UNREACHABLE");
  });

  it.each([
    "#1 [internal] waiting for connection\n#1 ERROR: context deadline exceeded\n------\n > [internal] waiting for connection:\n------\nERROR: context deadline exceeded\n",
    'ERROR: no builder "ci" found\n',
  ])("tells a builder that does not answer from an image that cannot be built: %j", (stderr) => {
    expect(bakeFailure(stderr, web)).toMatchObject({ error: { code: "SLUICE_DOCKER_UNREACHABLE" }, isOwnFault: false, images: new Map() });
  });

  it("knows the daemon that does not answer", () => {
    expect(bakeFailure("ERROR: Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?", images).error.code).toBe(
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
  expect(bakeFailure(stderr, web).error).toMatchObject({
    code: "SLUICE_BROKEN_DOCKERFILE",
    message: "web/Dockerfile: dockerfile parse error on line 2: unknown flag: frm (did you mean from?)",
  });
});

it("says what to do where another platform's programs do not run", () => {
  const stderr =
    '------\n > [web linux/arm64 2/2] RUN x:\nexec /bin/sh: exec format error\n------\nERROR: failed to solve: process "x" did not complete';
  expect(bakeFailure(stderr, web).error).toMatchObject({ message: expect.stringContaining("QEMU") });
});
