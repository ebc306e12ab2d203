import { expect, test } from "vitest";
import { npmToken, wantsProvenance, type ProvenanceFacts } from "./npm-provenance.ts";

const identity = { ACTIONS_ID_TOKEN_REQUEST_URL: "https://a.example/token", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t" };
const facts: ProvenanceFacts = {
  env: identity,
  access: "public",
  registry: "https://npm.example/",
  defaultRegistry: "https://npm.example",
  isPublicRepository: true,
};

test.each<[string, Partial<ProvenanceFacts>, boolean]>([
  ["a public package from a public repository, with the job's identity", {}, true],
  ["no identity", { env: {} }, false],
  ["an identity that may not be asked for", { env: { ACTIONS_ID_TOKEN_REQUEST_URL: "https://a.example" } }, false],
  ["a private repository", { isPublicRepository: false }, false],
  ["a restricted package", { access: "restricted" }, false],
  ["another registry", { registry: "https://npm.acme.example/" }, false],
  ["npm is told already", { env: { ...identity, NPM_CONFIG_PROVENANCE: "false" } }, false],
])("provenance: %s", (_, fields, expected) => {
  expect(wantsProvenance({ ...facts, ...fields })).toBe(expected);
});

test("the placeholder of actions/setup-node is no token", () => {
  expect(npmToken({ NODE_AUTH_TOKEN: "XXXXX-XXXXX-XXXXX-XXXXX" })).toBeUndefined();
  expect(npmToken({ NPM_TOKEN: "", NODE_AUTH_TOKEN: "npm_a" })).toBe("npm_a");
  expect(npmToken({ NPM_TOKEN: "npm_b", NODE_AUTH_TOKEN: "npm_a" })).toBe("npm_b");
});
