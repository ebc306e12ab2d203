import { expect, test } from "vitest";
import { parseJsonDocument } from "./json-document.ts";

test.each([
  ['{\n  "a": 1,\n}', "p.json:3: the name of a property is expected, in double quotes; a comma after the last one is not allowed"],
  ["{", "p.json:1: a closing } is missing"],
  ['{ "a": [1 }', "p.json:1: a comma is expected"],
  ['{ "a" 1 }', "p.json:1: a colon is expected after the name of a property"],
  ['{ "a": "b', "p.json:1: a string does not end in its line"],
  ["{} // hi", "p.json:1: comments are not allowed"],
  ['<<<<<<< HEAD\n{ "a": 1 }', "p.json:1: this is no JSON"],
  ["[]", "p.json:1: a JSON object is expected"],
])("%j is refused in words", (text, message) => {
  expect(() => parseJsonDocument(text, "p.json")).toThrowError(expect.objectContaining({ code: "SLUICE_BROKEN_MANIFEST", message }));
});
