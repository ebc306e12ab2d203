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
  "a", # "not this"
  # nor this, "b"
  'b#' ,
  "c" ]
mixed = [ "a", 1, "b" ]

[features]
a = ["dep:a"]

[target.unix.dependencies]
e = "1"

[target.'cfg(target_os = "linux")'.dependencies]
f = "1"
[target."cfg(target_os = \\"macos\\")".dependencies.g]
path = "../g"
`;

test.each([
  [["name"], 1],
  [["dependencies", "a"], 5],
  [["dependencies", "b-c"], 6],
  [["dependencies", "d"], 7],
  [["dependencies", "list", 1], 8],
  [["dependencies", "long", 0], 10],
  [["dependencies", "long", 1], 12],
  [["dependencies", "long", 2], 13],
  [["dependencies", "mixed", 0], 14],
  [["features", "a"], 17],
  [["target", "unix", "dependencies", "e"], 20],
  [["target", 'cfg(target_os = "linux")', "dependencies", "f"], 23],
  [["target", 'cfg(target_os = "macos")', "dependencies", "g"], 24],
])("%j stands in line %i", (keys, line) => {
  expect(lineInToml(TEXT, keys)).toBe(line);
  expect(lineInToml(TEXT.replaceAll("\n", "\r\n"), keys)).toBe(line);
});

test.each([
  ["what is not in an array", TEXT, ["dependencies", "long", 3]],
  ["what comes behind no text", TEXT, ["dependencies", "mixed", 2]],
  ["a table with an index", TEXT, ["dependencies", "a", 0]],
  ["a key with a dot", TEXT, ["dependencies", "d", 0]],
  ["a table that is written twice, as it may be", "[a]\n[a]\nb = 1", ["a", "b"]],
  ["what another table has", TEXT, ["dependencies", "e"]],
  ["a target that is not there", TEXT, ["target", "cfg(unix)", "dependencies", "e"]],
  ["a table in a line", "dependencies = { a = 1 }\n[features]\na = 1", ["dependencies", "a"]],
  ["a text over several lines", `text = """\n[a]\nb = 1\n"""\n[a]\nb = 1`, ["a", "b"]],
])("%s does not tell", (_, text, keys) => {
  expect(lineInToml(text, keys)).toBeUndefined();
});
