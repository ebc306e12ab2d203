import { expect, it } from "vitest";
import { parseLoginPlace } from "./docker-login.ts";

const auth = Buffer.from("u:p:q").toString("base64");
const helper = (program: string, server: string) => ({ kind: "helper", program, server });

it.each([
  ["{}", "r.test:5000", { kind: "none" }],
  ["no json", "r.test", { kind: "none" }],
  [JSON.stringify({ auths: { "other.test": { auth } } }), "r.test", { kind: "none" }],
  [JSON.stringify({ auths: { "r.test": { auth } } }), "r.test", { kind: "login", login: { username: "u", secret: "p:q" } }],
  [
    JSON.stringify({ auths: { "r.test": { auth, identitytoken: "t" } } }),
    "r.test",
    { kind: "login", login: { username: "<token>", secret: "t" } },
  ],
  [
    JSON.stringify({ auths: { "https://index.docker.io/v1/": { auth } } }),
    "docker.io",
    { kind: "login", login: { username: "u", secret: "p:q" } },
  ],
  [JSON.stringify({ auths: { "r.test": {} } }), "r.test", { kind: "none" }],
  [JSON.stringify({ credsStore: "desktop" }), "docker.io", helper("docker-credential-desktop", "https://index.docker.io/v1/")],
  [
    JSON.stringify({ credsStore: "desktop", credHelpers: { "r.test": "ecr-login" } }),
    "r.test",
    helper("docker-credential-ecr-login", "r.test"),
  ],
])("%s says of %s", (text, registry, place) => {
  expect(parseLoginPlace(text, registry)).toEqual(place);
});
