import { expect, test } from "vitest";
import { toRelease } from "./release-document.ts";

const asset = { id: 2, name: "b", size: 3, state: "uploaded", browser_download_url: "https://g.test/b" };
const document = {
  id: 1,
  tag_name: "gateway@1.0.0",
  name: null,
  draft: true,
  prerelease: false,
  target_commitish: "main",
  html_url: "https://g.test/r",
  upload_url: "https://g.test/u{?name,label}",
  assets: [asset, { ...asset, id: 3, name: "a", digest: "sha256:00" }],
};

test("a release says what is missing as empty, and its files by name", () => {
  const release = toRelease(document);
  expect(release).toMatchObject({ tag: "gateway@1.0.0", name: "", body: "", uploadUrl: "https://g.test/u{?name,label}" });
  expect(release.assets.map(({ name, digest }) => [name, digest])).toEqual([
    ["a", "sha256:00"],
    ["b", null],
  ]);
});
