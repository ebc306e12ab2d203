import { expect, test } from "vitest";
import { redactUrlCredentials } from "./redact-url-credentials.ts";

test.each([
  ["fatal: https://ada:s3cret@git.test/a.git not found", "fatal: https://***@git.test/a.git not found"],
  ["https://token@a.test and ssh://git@b.test/x", "https://***@a.test and ssh://***@b.test/x"],
  ["https://git.test/a@1.0.0", "https://git.test/a@1.0.0"],
  ["git@git.test:a/b.git", "git@git.test:a/b.git"],
])("%s", (text, redacted) => {
  expect(redactUrlCredentials(text)).toBe(redacted);
});
