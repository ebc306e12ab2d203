import { expect, it } from "vitest";
import { makeImage, makePlan } from "../plan/make-image.fixture.ts";
import { renderBakeFile } from "./render-bake-file.ts";
import { reproducibleOutputs } from "./reproducible-outputs.ts";

const plan = makePlan([makeImage("api", { bases: ["base"] }), makeImage("base")], ["api"]);

it("sets the times of what is pushed, and of nothing else", () => {
  expect(reproducibleOutputs(renderBakeFile(plan, { output: "push" }))).toEqual([
    "--set",
    "api.output=type=registry,rewrite-timestamp=true",
  ]);
  expect(reproducibleOutputs(renderBakeFile(plan, { output: "digest" }))).toEqual([
    "--set",
    "api.output=type=image,name=r.test/shop/api,push-by-digest=true,name-canonical=true,push=true,rewrite-timestamp=true",
  ]);
  expect(reproducibleOutputs(renderBakeFile(plan, { output: "load" }))).toEqual([]);
});
