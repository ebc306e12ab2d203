import { SluiceError } from "@sluice/core";
import { expect, test } from "vitest";
import { uploadPatiently } from "./upload-patiently.ts";

test.each([
  ["a busy index", "Server returned status code 503 Service Unavailable.", 3],
  ["one that asks to wait", "failed to get a 200 OK response, got 429", 3],
  ["a connection that breaks", "error sending request for url: connection reset by peer", 3],
  ["a refusal", "Server returned status code 403 Forbidden.", 1],
  ["a version that is there", "crate acme@1.5.0 already exists", 1],
])("%s", async (_title, message, times) => {
  let uploads = 0;
  const upload = async (): Promise<void> => {
    uploads += 1;
    throw new SluiceError("SLUICE_UV_FAILED", message);
  };
  await expect(uploadPatiently({ upload, isThere: async () => false, waits: [0, 0] })).rejects.toThrow(message);
  expect(uploads).toBe(times);
});

test("what an index took and then denied is not uploaded again", async () => {
  let uploads = 0;
  const upload = async (): Promise<void> => {
    uploads += 1;
    throw new SluiceError("SLUICE_CARGO_FAILED", "got 500");
  };
  await uploadPatiently({ upload, isThere: async () => true, waits: [0] });
  expect(uploads).toBe(1);
});
