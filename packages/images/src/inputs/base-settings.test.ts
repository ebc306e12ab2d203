import { expect, test } from "vitest";
import { parseBaseSettings } from "./base-settings.ts";
import { computeImageInputs } from "./compute-image-inputs.ts";

const files = ["Dockerfile", "package.json", "app/main.js", "app/util.js", "other/readme.md"];
const settings = {
  context: ".",
  files,
  ignoreFiles: new Map(),
  buildArgs: {},
  buildContexts: {},
  targetStage: null,
  platform: "linux/amd64",
};

function inputs(text: string, base: object): string[] {
  const foreign = new Map([["r.test/base:1", parseBaseSettings(JSON.stringify({ config: base }))]]);
  return computeImageInputs({ ...settings, dockerfile: { path: "Dockerfile", text }, foreign }).inputs;
}

test("an image without a configuration brings nothing", () => {
  expect(parseBaseSettings('{"config":null}')).toEqual({ environment: [], onBuild: [] });
  expect(parseBaseSettings('{"config":{"Env":["A=b=c","EMPTY"],"OnBuild":null}}')).toEqual({
    environment: [
      ["A", "b=c"],
      ["EMPTY", ""],
    ],
    onBuild: [],
  });
});

test("ONBUILD triggers of a base copy files, with its own variables, in the stage that starts from it alone", () => {
  const base = { OnBuild: ["ARG PART=util", "COPY package.json $DIR/$PART.js /srv/", 'ADD ["other", "/srv/"]'], Env: ["DIR=app"] };
  expect(inputs("FROM r.test/base:1\n", base)).toEqual(["Dockerfile", "app/util.js", "other/readme.md", "package.json"]);
  expect(inputs("FROM r.test/base:1 AS a\nFROM scratch\n", base)).toEqual(["Dockerfile"]);
  expect(inputs("FROM scratch\nCOPY --from=r.test/base:1 / /\n", base)).toEqual(["Dockerfile"]);
});

test("a variable of a base expands in what a Dockerfile copies", () => {
  expect(inputs("FROM r.test/base:1 AS a\nFROM a\nCOPY $DIR /srv\n", { Env: ["DIR=app"] })).toEqual([
    "Dockerfile",
    "app/main.js",
    "app/util.js",
  ]);
  expect(inputs("FROM r.test/base:1\nENV DIR=other\nCOPY $DIR /srv\n", { Env: ["DIR=app"] })).toEqual(["Dockerfile", "other/readme.md"]);
});
