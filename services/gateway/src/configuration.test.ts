import { expect, test } from "vitest";
import { readConfiguration } from "./configuration.ts";

test("an empty environment gives the ports of this machine", () => {
  expect(readConfiguration({})).toEqual({
    port: 3000,
    services: { research: "http://localhost:8000", brand: "http://localhost:8001", content: "http://localhost:8002" },
    timeout: 2000,
    logLevel: "info",
  });
});

test("a slash at the end of an address is left out", () => {
  expect(readConfiguration({ BRAND_URL: "https://brand/v1/" }).services.brand).toBe("https://brand/v1");
});

test("every wrong variable is named, without its value", () => {
  const env = { PORT: "70000", BRAND_URL: "ftp://user:secret@host", UPSTREAM_TIMEOUT_MS: "1.5", LOG_LEVEL: "loud" };
  expect(() => readConfiguration(env)).toThrow(
    "PORT must be a whole number from 1 to 65535; BRAND_URL must be an http or https address; " +
      "UPSTREAM_TIMEOUT_MS must be a whole number from 1 to 60000; LOG_LEVEL must be one of",
  );
  expect(() => readConfiguration(env)).not.toThrow("secret");
});
