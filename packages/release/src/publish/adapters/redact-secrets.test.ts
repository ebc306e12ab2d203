import { expect, test } from "vitest";
import { redactSecrets } from "./redact-secrets.ts";

test("a secret leaves no trace, in whatever form", () => {
  const secret = "npm_s3cret/+=";
  const text = `token ${secret}, url ${encodeURIComponent(secret)}, basic ${Buffer.from(secret).toString("base64")}`;
  expect(redactSecrets(text, [secret])).toBe("token ***, url ***, basic ***");
});

test("credentials in a URL go, whoever they belong to", () => {
  expect(redactSecrets("at https://user:hunter2@example.com/x", [])).toBe("at https://***@example.com/x");
});

test("an empty or tiny value hides nothing", () => {
  expect(redactSecrets("a b c", ["", "a", undefined])).toBe("a b c");
});
