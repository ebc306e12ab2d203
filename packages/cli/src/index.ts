export { defineConfig, type UserConfiguration } from "@sluice/core";
export { main } from "./main.ts";
