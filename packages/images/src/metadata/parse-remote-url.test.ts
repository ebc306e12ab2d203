import { expect, it } from "vitest";
import { parseRemoteUrl } from "./parse-remote-url.ts";

it.each([
  ["https://github.com/acme/shop.git", "https://github.com/acme/shop"],
  ["https://ann:s3cret@git.test:8443/acme/shop/", "https://git.test/acme/shop"],
  ["git@github.com:acme/shop.git", "https://github.com/acme/shop"],
  ["ssh://git@git.test:2222/acme/shop", "https://git.test/acme/shop"],
  ["/srv/git/shop.git", ""],
  ["file:///srv/git/shop.git", ""],
])("tells the repository of %s", (address, url) => {
  expect(parseRemoteUrl(address)).toEqual({ name: "shop", url });
});
