import { expect, test } from "vitest";
import { filesOfVersion, parseSimpleHtml, parseSimpleJson } from "./simple-index.ts";

const page = "https://index.example/simple/acme-lib/";
const sum = "0123456789abcdef".repeat(4);

test("a page in HTML: relative addresses, the sum in the fragment, yanked files, entities", () => {
  const html = [
    "<!DOCTYPE html><html><body>",
    `<a href="../../files/acme_lib-1.0.0.tar.gz#sha256=${sum}">acme_lib-1.0.0.tar.gz</a><br/>`,
    `<a data-requires-python="&gt;=3.9" href='https://files.example/acme_lib-1.0.0-py3-none-any.whl?a=1&amp;b=2' data-yanked="broken">`,
    "acme_lib-1.0.0-py3-none-any.whl</a>",
  ].join("\n");
  expect(parseSimpleHtml(html, page)).toEqual([
    { name: "acme_lib-1.0.0.tar.gz", url: "https://index.example/files/acme_lib-1.0.0.tar.gz", sha256: sum, yanked: false },
    {
      name: "acme_lib-1.0.0-py3-none-any.whl",
      url: "https://files.example/acme_lib-1.0.0-py3-none-any.whl?a=1&b=2",
      sha256: null,
      yanked: true,
    },
  ]);
});

test("a page in JSON; another document is none", () => {
  const files = [
    { filename: "acme_lib-1.0.0.tar.gz", url: "/f/acme_lib-1.0.0.tar.gz", hashes: { sha256: sum }, yanked: "broken", size: 3 },
  ];
  expect(parseSimpleJson({ meta: { "api-version": "1.0" }, name: "acme-lib", files }, page)).toEqual([
    { name: "acme_lib-1.0.0.tar.gz", url: "https://index.example/f/acme_lib-1.0.0.tar.gz", sha256: sum, yanked: true },
  ]);
  expect(parseSimpleJson({ message: "no" }, page)).toBeNull();
});

test.each([
  ["acme_lib-1.0.0-py3-none-any.whl", true],
  ["acme_lib-1.0.0-1-cp313-cp313-manylinux_2_28_x86_64.whl", true],
  ["Acme.Lib-1.0.0.tar.gz", true],
  ["acme-lib-1.0.0.zip", true],
  ["acme_lib-1.0.0rc1.tar.gz", false],
  ["acme_lib_extra-1.0.0.tar.gz", false],
  ["acme_lib-1.0.0.tar.gz.asc", false],
  ["acme_lib-1.0.0-py3.13.egg", false],
])("%s is of acme-lib 1.0.0: %s", (name, expected) => {
  expect(filesOfVersion([{ name, url: "", sha256: null, yanked: false }], "acme-lib", "1.0.0")).toHaveLength(expected ? 1 : 0);
});
