import { expect, test } from "vitest";
import { parseRequirement } from "./parse-requirement.ts";
import { parseRequirements } from "./parse-requirements.ts";

test.each([
  ["Foo.Bar_baz[x,y]>=1,<2 ; python_version > '3'", { name: "foo-bar-baz", path: null }],
  ["a", { name: "a", path: null }],
  ["lib @ file:../lib", { name: "lib", path: "../lib" }],
  ["lib[x] @ file:///${PROJECT_ROOT}/../lib ; extra == 'y'", { name: "lib", path: "../lib" }],
  ["lib @ https://example.com/lib.whl", { name: "lib", path: null }],
  ["-e .", null],
  ["", null],
])("%j", (text, reference) => {
  expect(parseRequirement(text)).toEqual(reference);
});

test("options, comments, continued lines and local folders of a requirements file", () => {
  const text = `# header
--index-url https://example.com/simple
-r base.txt
--constraint=constraints.txt
requests==2.0 \\
    --hash=sha256:abc
-e ../lib[extra]
-e git+https://example.com/x.git#egg=x
./local
../other[a] ; python_version > "3"
https://example.com/y.whl
flask # last
`;
  const { dependencies, includes } = parseRequirements(text, "svc/requirements.txt");
  expect(includes).toEqual([
    { path: "base.txt", line: 3 },
    { path: "constraints.txt", line: 4 },
  ]);
  expect(dependencies).toEqual([
    { name: "requests", path: null, line: 5 },
    { name: null, path: "../lib", line: 7 },
    { name: null, path: "./local", line: 9 },
    { name: null, path: "../other", line: 10 },
    { name: "flask", path: null, line: 12 },
  ]);
});
