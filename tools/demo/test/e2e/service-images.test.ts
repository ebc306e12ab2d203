import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test, type TestContext } from "vitest";
import { checkDocker } from "../../../setup/docker.mjs";
import { ensureBaseImages, type Registry, startRegistry } from "../../../stack/index.ts";
import { requirePart } from "../../../test/require-part.ts";
import { buildContextOptions, certificateOptions } from "../../build-options.ts";
import { runReleasedImage } from "../../run-released-image.ts";

const root = join(import.meta.dirname, "../../../..");
const sluice = join(root, "packages/cli/bin/sluice.js");
const ports = { gateway: 3000, research: 8000, brand: 8001, content: 8002, agent: 8003, router: 8080, omega: 9000 };
const docker = await checkDocker();
let registry: Registry | null = null;

interface BuildResult {
  images: { name: string; tags: string[] }[];
}
let result: BuildResult = { images: [] };

beforeAll(async () => {
  if (!docker.available) return;
  registry = await startRegistry();
  const contexts = await ensureBaseImages({ registry });
  const options = ["--registry", `${registry.address}/services`, ...buildContextOptions(contexts), ...certificateOptions(process.env)];
  const { stdout } = await execa(process.execPath, [sluice, "images", "build", "--all", "--json", ...options], {
    cwd: root,
    env: { DOCKER: docker.client },
    stdin: "ignore",
  });
  result = JSON.parse(stdout) as BuildResult;
}, 1_800_000);

afterAll(() => registry?.stop());

function requireDocker(context: TestContext): string {
  requirePart(context, docker.reason);
  return docker.client ?? "";
}

test("one command builds the images of all seven services", (context) => {
  requireDocker(context);
  expect(result.images.map(({ name }) => name).toSorted()).toEqual(Object.keys(ports).toSorted());
});

describe.each(Object.entries(ports))("%s", (name, port) => {
  const reference = () => result.images.find((image) => image.name === name)?.tags[0] ?? "";

  test("is in the registry for both platforms", async (context) => {
    const { stdout } = await execa(requireDocker(context), ["buildx", "imagetools", "inspect", reference()]);
    expect([...stdout.matchAll(/Platform:\s+(linux\/\S+)/g)].map(([, platform]) => platform)).toEqual(["linux/amd64", "linux/arm64"]);
  });

  test("runs read-only, as nobody and with no capabilities, and answers /health, /ready and /metrics", async (context) => {
    const client = requireDocker(context);
    const answers = await runReleasedImage({ docker: client, reference: reference(), port, paths: ["/health", "/ready", "/metrics"] });
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers[2]?.body).toContain("http_requests_total");
  });
});
