// The entry for `sluice.config.ts`: small, because every command loads it.
export { defineConfig, type UserConfiguration } from "@sluice/core";
