import { expect, it } from "vitest";
import { makeImage, makePlan } from "../plan/make-image.fixture.ts";
import { renderBakeFile } from "./render-bake-file.ts";
import { pushedOutputs } from "./pushed-outputs.ts";

const plan = makePlan([makeImage("api", { bases: ["base"] }), makeImage("base")], ["api"]);
const pushed = renderBakeFile(plan, { output: "push" });

it("a BuildKit of its own sets the times of what is pushed, and of nothing else", () => {
  expect(pushedOutputs(pushed, "buildkit")).toEqual(["--set", "api.output=type=registry,rewrite-timestamp=true"]);
  expect(pushedOutputs(renderBakeFile(plan, { output: "digest" }), "buildkit")).toEqual([
    "--set",
    "api.output=type=image,name=r.test/shop/api,push-by-digest=true,name-canonical=true,push=true,rewrite-timestamp=true",
  ]);
  expect(pushedOutputs(renderBakeFile(plan, { output: "load" }), "buildkit")).toEqual([]);
});

it("the engine pushes once, and keeps nothing", () => {
  expect(pushedOutputs(pushed, "engine")).toEqual(["--set", "api.output=type=image,push=,store=false"]);
  expect(pushedOutputs(renderBakeFile(plan, { output: "none" }), "engine")).toEqual([]);
});

it("the older image store of the engine leaves pushing to Docker", () => {
  expect(pushedOutputs(pushed, "classic-engine")).toEqual([]);
});
