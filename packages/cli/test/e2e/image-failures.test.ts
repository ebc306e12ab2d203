import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Registry, startRegistry } from "../../../../tools/stack/index.ts";
import { findImageParts } from "../../../../tools/test/find-image-parts.ts";
import { copyMachineShell } from "../../../../tools/test/machine-shell.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { digestOf, Shop } from "./image-shop.ts";

const platform = process.arch === "x64" ? "linux/amd64" : `linux/${process.arch}`;
let shop: Shop;
let registry: Registry | null = null;
let docker = "docker";
let missing: string | null = null;

beforeAll(async () => {
  shop = Shop.init({
    ...service("api", "FROM scratch\nCOPY . /\nRUN echo built > /done\n"),
    ...service("web", "FROM scratch\nCOPY . /\nENV WHY='no such module'\nRUN echo \"$WHY\" >&2; exit 3\n"),
    ...service("job", "FROM scratch\nCOPY . /\nRUN echo another reason; exit 4\n"),
    ...service("top", "FROM web\nRUN echo top\n"),
    ...service("tip", "FROM top\nRUN echo tip\n"),
  });
  ({ docker, missing } = await findImageParts());
  if (missing === null && process.platform !== "linux") missing = "this machine's shell does not run in a Linux container";
  if (missing !== null) return;
  for (const name of ["api", "web", "job"]) await copyMachineShell(join(shop.root, "services", name));
  registry = await startRegistry();
  shop.commit(service("gone", `FROM ${registry.address}/none:1\n`));
});
afterAll(async () => {
  if (registry !== null) await removeLocalImages(docker, registry.address);
  await registry?.stop();
  shop.remove();
});

test("a step that fails, fails its image and what starts from it; the others are built, pushed and tagged; a second run finishes", async (context) => {
  requirePart(context, missing);
  const { exitCode, stdout, stderr } = await build("shop");
  expect({ exitCode, stderr, lines: stdout.split("\n") }).toEqual({
    exitCode: 1,
    stderr: "",
    lines: [
      expect.stringMatching(/^api {2}built {2}sha256:/),
      expect.stringContaining("shop/api:main-sha"),
      expect.stringContaining("shop/api:latest"),
      expect.stringMatching(
        /^gone {2}failed {2}SLUICE_IMAGE_BUILD_FAILED: The image gone .* from services\/gone\/Dockerfile(:1)?: .*none:1: not found$/,
      ),
      expect.stringContaining("load metadata for"),
      // Two that fail in the same moment end the same bake, and of one of them BuildKit tells no line.
      expect.stringMatching(
        /^job {2}failed {2}SLUICE_IMAGE_BUILD_FAILED: The image job .* from services\/job\/Dockerfile(:3)?: exit code: 4$/,
      ),
      expect.stringMatching(/^ {2}> \[job .*\] RUN echo another reason; exit 4$/),
      expect.stringMatching(/^ {2}[\d.]+ another reason$/),
      "tip  failed  SLUICE_BASE_NOT_BUILT: services/tip/Dockerfile: not built, because web, which it starts from, could not be built",
      "top  failed  SLUICE_BASE_NOT_BUILT: services/top/Dockerfile: not built, because web, which it starts from, could not be built",
      expect.stringMatching(
        /^web {2}failed {2}SLUICE_IMAGE_BUILD_FAILED: The image web .* from services\/web\/Dockerfile(:4)?: exit code: 3$/,
      ),
      expect.stringMatching(/^ {2}> \[.* RUN echo .*; exit 3$/),
      expect.stringMatching(/^ {2}[\d.]+ no such module$/),
    ],
  });
  const digest = await digestOf(docker, `${registry?.address}/shop/api:latest`);

  const mended = "FROM scratch\nCOPY . /\n";
  shop.git("rm", "-rq", "services/gone");
  shop.commit({ "services/web/Dockerfile": mended, "services/job/Dockerfile": mended });
  const second = await build("shop", "--json");
  expect({ exitCode: second.exitCode, ...JSON.parse(second.stdout) }).toMatchObject({
    exitCode: 0,
    images: [
      { name: "api", action: "promoted", digest },
      { name: "job", action: "built" },
      { name: "tip", action: "built" },
      { name: "top", action: "built" },
      { name: "web", action: "built" },
    ],
    failures: [],
  });
});

function build(prefix: string, ...more: string[]) {
  return shop.run(["images", "build", "--all", "--platform", platform, "--registry", `${registry?.address}/${prefix}`, ...more]);
}

function service(name: string, dockerfile: string): Record<string, string> {
  return {
    [`services/${name}/package.json`]: JSON.stringify({ name, version: "1.0.0", private: true }),
    [`services/${name}/Dockerfile`]: dockerfile,
  };
}
