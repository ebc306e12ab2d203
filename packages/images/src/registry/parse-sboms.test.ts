import { expect, test } from "vitest";
import { parseSboms } from "./parse-sboms.ts";

const first = { SPDXID: "SPDXRef-DOCUMENT", name: "a<b" };
const second = { SPDXID: "SPDXRef-DOCUMENT", name: "stage" };

test("the documents of all platforms, in the order of their names", () => {
  const printed = JSON.stringify({ "linux/arm64": { SPDX: first }, "linux/amd64": { SPDX: first, AdditionalSPDXs: [second] } });
  const found = parseSboms(printed, ["linux/amd64", "linux/arm64"]);
  expect(found.map(({ platform, text }) => [platform, JSON.parse(text)])).toEqual([
    ["linux/amd64", first],
    ["linux/amd64", second],
    ["linux/arm64", first],
  ]);
  expect(found[0]?.text).toBe('{\n  "SPDXID": "SPDXRef-DOCUMENT",\n  "name": "a<b"\n}\n');
});

test("of one platform buildx prints no name", () => {
  expect(parseSboms(JSON.stringify({ SPDX: first }), ["linux/amd64"])).toMatchObject([{ platform: "linux/amd64" }]);
});

test.each(["{}", "null", '{"linux/amd64":{}}'])("an image without one: %s", (printed) => {
  expect(parseSboms(printed, ["linux/amd64"])).toEqual([]);
});
