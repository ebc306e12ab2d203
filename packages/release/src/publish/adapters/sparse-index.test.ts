import { expect, test } from "vitest";
import { crateDownloadUrl, crateIndexPath, parseCrateIndex } from "./sparse-index.ts";

test.each([
  ["a", "1/a"],
  ["ab", "2/ab"],
  ["abc", "3/a/abc"],
  ["cargo", "ca/rg/cargo"],
  ["Acme_Top", "ac/me/acme_top"],
])("the crate %s is at %s", (name, path) => {
  expect(crateIndexPath(name)).toBe(path);
});

test("a line is a version; an empty or a broken one is passed over", () => {
  const lines = ['{"name":"a","vers":"1.0.0","cksum":"11","yanked":true}', "", "{", '{"name":"a","vers":"1.1.0","cksum":"22"}', ""];
  expect(parseCrateIndex(lines.join("\n"))).toEqual([
    { version: "1.0.0", checksum: "11", yanked: true },
    { version: "1.1.0", checksum: "22", yanked: false },
  ]);
});

test("a download address with and without markers", () => {
  const crate = { name: "Cargo", version: "1.0.0", checksum: "11" };
  expect(crateDownloadUrl("https://r.example/dl", crate)).toBe("https://r.example/dl/Cargo/1.0.0/download");
  expect(crateDownloadUrl("https://r.example/{lowerprefix}/{crate}-{version}.crate?{sha256-checksum}", crate)).toBe(
    "https://r.example/ca/rg/Cargo-1.0.0.crate?11",
  );
});
