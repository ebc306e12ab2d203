import { expect, test } from "vitest";
import { lineInToml } from "./toml-line.ts";

const TEXT = `name = "x"

[dependencies]
# a = "1"
a = { path = "../a" }
"b-c" = "1"
d.workspace = true
list = ["a[x]", 'b'] # both
long = [
  "a",
]

[features]
a = ["dep:a"]

[target.unix.dependencies]
e = "1"
`;

test.each([
  [["name"], 1],
  [["dependencies", "a"], 5],
  [["dependencies", "b-c"], 6],
  [["dependencies", "d"], 7],
  [["dependencies", "list", 1], 8],
  [["features", "a"], 14],
  [["target", "unix", "dependencies", "e"], 17],
])("%j stands in line %i", (keys, line) => {
  expect(lineInToml(TEXT, keys)).toBe(line);
  expect(lineInToml(TEXT.replaceAll("\n", "\r\n"), keys)).toBe(line);
});

test.each([
  ["an array over several lines", TEXT, ["dependencies", "long", 0]],
  ["a table that is written twice, as it may be", "[a]\n[a]\nb = 1", ["a", "b"]],
  ["what another table has", TEXT, ["dependencies", "e"]],
  ["a key in quotes that may be anything", TEXT, ["target", "cfg(unix)", "dependencies", "e"]],
  ["a table in a line", "dependencies = { a = 1 }\n[features]\na = 1", ["dependencies", "a"]],
  ["a text over several lines", `text = """\n[a]\nb = 1\n"""\n[a]\nb = 1`, ["a", "b"]],
])("%s does not tell", (_, text, keys) => {
  expect(lineInToml(text, keys)).toBeUndefined();
});
