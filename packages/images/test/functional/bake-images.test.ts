import { writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import type { Docker } from "../../src/buildx/find-docker.ts";
import { makeImage, makePlan } from "../../src/plan/make-image.fixture.ts";
import { bakeImages } from "../../src/build/bake-images.ts";

it("builds many images in several bakes, one after the other", async () => {
  const names = Array.from({ length: 60 }, (_, index) => `s${index}`);
  const plan = makePlan(
    names.map((name) => makeImage(name)),
    names,
  );
  let bakes = 0;
  const run: Docker["run"] = async (args) => {
    const metadata = args[args.indexOf("--metadata-file") + 1];
    if (args[1] !== "bake" || metadata === undefined) return { exitCode: 0, stdout: "Driver: docker\n", stderr: "" };
    bakes += 1;
    await writeFile(metadata, JSON.stringify({ s0: { "containerimage.digest": "sha256:0" } }));
    return { exitCode: 0, stdout: "", stderr: "" };
  };
  const { digests, failures } = await bakeImages({ plan, docker: { program: "docker", run }, output: "push" }, plan.images);
  expect({ bakes, digests: [...digests], failures }).toEqual({ bakes: 3, digests: [["s0", "sha256:0"]], failures: [] });
});

it("keeps the digest that was pushed of an image from which one of a later bake starts", async () => {
  const names = Array.from({ length: 60 }, (_, index) => `s${String(index).padStart(2, "0")}`);
  const images = names.map((name) => makeImage(name, name === "s59" ? { bases: ["s00"] } : {}));
  const plan = makePlan(images, names);
  let bakes = 0;
  const run: Docker["run"] = async (args) => {
    const metadata = args[args.indexOf("--metadata-file") + 1];
    if (args[1] !== "bake" || metadata === undefined) return { exitCode: 0, stdout: "Driver: docker\n", stderr: "" };
    bakes += 1;
    // buildx tells a digest of what it has built for others, too.
    await writeFile(metadata, JSON.stringify({ s00: { "containerimage.digest": `sha256:${bakes}` } }));
    return { exitCode: 0, stdout: "", stderr: "" };
  };
  const { digests } = await bakeImages({ plan, docker: { program: "docker", run }, output: "push" }, plan.images);
  expect([...digests]).toEqual([["s00", "sha256:1"]]);
});
