import { describe, expect, test } from "vitest";
import type { Fault } from "../../../../tools/stack/index.ts";
import { useFaultyShop } from "./faulty-shop.ts";

const world = useFaultyShop();

test("every manifest and tag is written once: a tag never names one platform alone", async () => {
  expect(await world.build()).toMatchObject({ exitCode: 0 });
  const written = world.proxy.requests.map(({ line }) => line).filter((line) => /^PUT .*\/manifests\//.test(line));
  expect(written.filter((line) => line.includes("/manifests/key-"))).toHaveLength(2);
  expect(written.filter((line, index) => written.indexOf(line) !== index)).toEqual([]);
});

describe("a registry that recovers is waited for", () => {
  test.each<[string, Fault]>([
    [
      "says 429 with Retry-After",
      { path: /\/manifests\/key-/, methods: ["GET"], times: 1, answer: { status: 429, headers: { "retry-after": "2" } } },
    ],
    ["breaks off in mid-push", { path: /\/blobs\/uploads\//, methods: ["PATCH", "PUT"], times: 1, answer: "reset-upload" }],
    ["does not take a manifest once", { path: /\/manifests\//, methods: ["PUT"], times: 1, answer: { status: 503 } }],
  ])("one that %s", async (_, fault) => {
    world.proxy.setFaults([fault]);
    expect(await world.build()).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await world.tags()).toEqual(["api", "web"]);
    if (typeof fault.answer === "string" || fault.answer.status !== 429) return;
    const asked = world.proxy.requests.filter(({ line }) => /GET .*\/manifests\/key-/.test(line));
    const again = asked.find(({ line }, index) => asked.findIndex((other) => other.line === line) < index);
    const first = asked.find(({ line }) => line === again?.line);
    expect((again?.time ?? 0) - (first?.time ?? 0)).toBeGreaterThanOrEqual(1990);
  });
});

test("a registry that says 429 with Retry-After to a push is asked, since buildx does not tell, and left alone for so long", async () => {
  const retryLater = { status: 429, headers: { "retry-after": "2" } };
  let asked = 0;
  const heal = () => {
    asked = performance.now();
    world.proxy.setFaults([]);
  };
  // What buildx uploads comes before its manifests: the upload after a manifest was refused is Sluice's own question.
  const question: Fault = { path: /\/blobs\/uploads\/$/, methods: ["POST"], answer: retryLater, onSpoil: heal };
  const push: Fault = {
    path: /\/manifests\//,
    methods: ["PUT"],
    answer: retryLater,
    onSpoil: () => world.proxy.setFaults([question, push]),
  };
  world.proxy.setFaults([push]);
  expect(await world.build({ what: ["--project", "api"] })).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await world.tags()).toEqual(["api"]);
  const next = world.proxy.requests.find(({ time }) => time > asked + 1);
  expect((next?.time ?? 0) - asked).toBeGreaterThanOrEqual(1990);
  expect(world.proxy.requests.some(({ line, status }) => line.startsWith("DELETE ") && status === 204)).toBe(true);
});

describe("a registry that does not recover is one error with a hint, nothing is tagged, and a second run finishes", () => {
  test.each<[string, Fault, string, RegExp]>([
    ["answers 500", { path: /\/manifests\//, methods: ["PUT"], answer: { status: 500 } }, "SLUICE_REGISTRY_UNREACHABLE", /500/],
    [
      "asks to wait for an hour",
      { path: /\/manifests\//, methods: ["GET"], answer: { status: 429, headers: { "retry-after": "3600" } } },
      "SLUICE_REGISTRY_UNREACHABLE",
      /429 .*asks to wait 3600 s/,
    ],
    [
      "asks pushes to wait for an hour",
      { path: /\/blobs\/uploads\//, methods: ["POST"], answer: { status: 429, headers: { "retry-after": "3600" } } },
      "SLUICE_REGISTRY_UNREACHABLE",
      /429 .*asks to wait 3600 s/,
    ],
    [
      "does not know the login",
      { path: /./, answer: { status: 401, headers: { "www-authenticate": 'Basic realm="shop"' } } },
      "SLUICE_REGISTRY_UNAUTHORIZED",
      /docker login/,
    ],
    ["breaks every connection", { path: /./, answer: "reset" }, "SLUICE_REGISTRY_UNREACHABLE", /goes on where it stopped/],
    [
      "has an immutable tag",
      {
        path: /\/manifests\/latest$/,
        methods: ["PUT"],
        answer: {
          status: 400,
          body: '{"errors":[{"code":"TAG_INVALID","message":"The image tag latest already exists and is immutable"}]}',
        },
      },
      "SLUICE_IMAGE_TAG_REFUSED",
      /release a new version/,
    ],
  ])("one that %s", async (_, fault, code, message) => {
    world.proxy.setFaults([fault]);
    const { exitCode, stdout, stderr } = await world.build();
    expect({ exitCode, stdout, first: stderr.split(":")[0] }).toEqual({ exitCode: 2, stdout: "", first: code });
    expect(stderr).toMatch(message);
    expect(stderr.match(/^ {2}hint: /gm)).toHaveLength(1);
    expect(await world.tags()).toEqual([]);
    world.proxy.setFaults([]);
    expect(await world.build()).toMatchObject({ exitCode: 0 });
    expect(await world.tags()).toEqual(["api", "web"]);
  });
});
