import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createChartsPort, type PackageIndexPort, type PackageToPublish } from "@sluice/release";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { findRegistryProgram, startFaultProxy, startRegistry, type Registry } from "../../../../tools/stack/index.ts";
import { TempRepository } from "./temp-repository.ts";

let registry: Registry | undefined;
const repositories: TempRepository[] = [];
const missing = findRegistryProgram().then((program) => (program === null ? "docker-registry is not installed" : null));

beforeAll(async () => {
  if ((await missing) === null) registry = await startRegistry();
});
afterAll(async () => {
  await registry?.stop();
  for (const repository of repositories) repository.remove();
});

const chart = {
  "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\ndescription: A shop.\nversion: 1.2.3+build.4\nappVersion: '2.0.0'\n",
  "charts/shop/.helmignore": "*.tmp\n",
  "charts/shop/values.yaml": "image:\n  repository: ghcr.io/acme/gateway\n",
  "charts/shop/templates/configmap.yaml":
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-{{ .Chart.AppVersion }}\n",
  "charts/shop/notes.tmp": "not packed\n",
};

async function open(files: Record<string, string>): Promise<PackageIndexPort> {
  const repository = TempRepository.init(files);
  repositories.push(repository);
  return createChartsPort({ root: repository.root, env: { HOME: repository.root } });
}

function target(version = "1.2.3+build.4"): PackageToPublish {
  const reference = `${registry?.address ?? ""}/acme/charts/shop:${version.replaceAll("+", "_")}`;
  return { kind: "helm", name: "shop", version, root: "charts/shop", reference, needs: [] };
}

test("a chart is pushed in helm's form, and the same files give the same digest anywhere", async (context) => {
  requirePart(context, await missing);
  const port = await open(chart);
  expect(await port.look(target())).toBeNull();
  expect(await port.check([target()])).toEqual([]);
  await port.publish(target());
  const found = await port.look(target());
  expect(found).toMatchObject({ missing: [], files: [{ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }] });

  const base = `http://${registry?.address ?? ""}/v2/acme/charts/shop`;
  const manifest: { config: { mediaType: string; digest: string }; layers: { mediaType: string; digest: string }[] } = JSON.parse(
    await (await fetch(`${base}/manifests/1.2.3_build.4`, { headers: { accept: "application/vnd.oci.image.manifest.v1+json" } })).text(),
  );
  expect(manifest.config.mediaType).toBe("application/vnd.cncf.helm.config.v1+json");
  expect(await (await fetch(`${base}/blobs/${manifest.config.digest}`)).json()).toMatchObject({ name: "shop", appVersion: "2.0.0" });
  const [layer] = manifest.layers;
  expect(layer?.mediaType).toBe("application/vnd.cncf.helm.chart.content.v1.tar+gzip");
  const archive = Buffer.from(await (await fetch(`${base}/blobs/${layer?.digest ?? ""}`)).arrayBuffer());
  const { stdout } = await execa("tar", ["-tz"], { input: archive });
  expect(stdout.split("\n")).toEqual(["shop/Chart.yaml", "shop/.helmignore", "shop/templates/configmap.yaml", "shop/values.yaml"]);

  const elsewhere = await open(chart);
  await elsewhere.publish(target());
  expect(await elsewhere.look(target())).toEqual(found);
  if (found === null) throw new Error("not there");
  expect(await elsewhere.difference(target(), found)).toBeNull();
  expect(await elsewhere.corruptFiles(target(), found)).toEqual([]);
});

test("another chart under the same tag is named with the file that differs", async (context) => {
  requirePart(context, await missing);
  const byHand = await open({ ...chart, "charts/shop/Chart.yaml": "name: shop\nversion: 2.0.0\n" });
  await byHand.publish(target("2.0.0"));
  const port = await open({
    ...chart,
    "charts/shop/Chart.yaml": "name: shop\nversion: 2.0.0\n",
    "charts/shop/values.yaml": "other: true\n",
  });
  const found = await port.look(target("2.0.0"));
  if (found === null) throw new Error("not there");
  expect(await port.difference(target("2.0.0"), found)).toMatch(
    /charts\/shop:2\.0\.0 is in the registry with other files: .* they differ in shop\/values\.yaml/,
  );
});

test("a chart without its dependencies, and one of another version, are refused before anything is pushed", async (context) => {
  requirePart(context, await missing);
  const text =
    "name: shop\nversion: 3.0.0\ndependencies:\n  - { name: redis, repository: 'https://e.example', version: 1.x }\n  - { name: common, repository: '' }\n  - { name: auth, repository: 'file://../auth', version: ^1.1.0 }\n";
  const archives = { "charts/shop/charts/common-1.0.0.tgz": "x", "charts/shop/charts/auth-1.0.0.tgz": "of the last release" };
  const port = await open({ ...chart, ...archives, "charts/shop/Chart.yaml": text });
  expect(await port.check([target("3.0.1")])).toMatchObject([
    { code: "SLUICE_VERSION_MISMATCH" },
    { code: "SLUICE_CHART_DEPENDENCY", message: "charts/shop depends on redis, auth ^1.1.0, which its charts folder does not hold" },
  ]);
  const nowhere = { ...target("3.0.0"), reference: "127.0.0.1:9/acme/charts/shop:3.0.0" };
  expect(await (await open(chart)).check([nowhere])).toMatchObject([
    { code: "SLUICE_VERSION_MISMATCH" },
    { code: "SLUICE_REGISTRY_UNREACHABLE", message: expect.stringContaining("127.0.0.1:9/acme/charts/shop") },
  ]);
});

test("a push goes on after a busy registry, and one that breaks off is made again", async (context) => {
  requirePart(context, await missing);
  const proxy = await startFaultProxy(registry?.address ?? "");
  try {
    const port = await open(chart);
    const behind = (path: string) => ({ ...target(), reference: `${proxy.address}/${path}/shop:1.2.3_build.4` });
    proxy.setFaults([
      { methods: ["POST"], path: /uploads/, times: 1, answer: { status: 503 } },
      { methods: ["PUT"], path: /manifests/, times: 1, answer: { status: 429, headers: { "retry-after": "0" } } },
    ]);
    await port.publish(behind("busy"));
    expect(await port.look(behind("busy"))).not.toBeNull();

    proxy.setFaults([{ methods: ["PUT"], path: /uploads/, times: 1, answer: "reset-upload" }]);
    await port.publish(behind("broken"));
    expect(await port.look(behind("broken"))).toEqual({ ...(await port.look(behind("busy"))), files: [expect.anything()] });

    proxy.setFaults([{ methods: ["PUT"], path: /manifests/, answer: { status: 403 } }]);
    await expect(port.publish(behind("refused"))).rejects.toMatchObject({
      code: "SLUICE_REGISTRY_UNAUTHORIZED",
      hint: expect.stringContaining("docker login"),
    });
  } finally {
    await proxy.stop();
  }
});

test.each([
  ["a login that is not enough", 401, "SLUICE_REGISTRY_UNAUTHORIZED"],
  ["a login that may only read", 403, "SLUICE_REGISTRY_UNAUTHORIZED"],
  ["a registry that keeps failing", 500, "SLUICE_REGISTRY_UNREACHABLE"],
  ["a registry without room", 507, "SLUICE_REGISTRY_FULL"],
  [
    "a quota that is used up",
    { status: 403, body: '{"errors":[{"code":"DENIED","message":"project quota exceeded"}]}' },
    "SLUICE_REGISTRY_FULL",
  ],
])("%s is told before anything is published, and nothing is left there", async (_title, refusal, code) => {
  const port = await open(chart);
  const address = registry?.address ?? "";
  const door = await startFaultProxy(address);
  const there = { ...target(), reference: target().reference.replace(address, door.address) };
  try {
    door.setFaults([{ methods: ["POST"], path: /uploads/, answer: typeof refusal === "number" ? { status: refusal } : refusal }]);
    expect(await port.check([there])).toMatchObject([{ code, hint: expect.stringMatching(/\w/) }]);
    door.setFaults([]);
    door.requests.splice(0);
    expect(await port.check([there])).toEqual([]);
    const lines = door.requests.map(({ line }) => line).filter((line) => line !== "GET /v2/");
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["POST", "DELETE"]);
  } finally {
    await door.stop();
  }
});
