import type { UserConfiguration } from "./configuration.ts";

/** Gives `sluice.config.ts` its types: `export default defineConfig({ … })`. Returns what it got. */
export function defineConfig(configuration: UserConfiguration): UserConfiguration {
  return configuration;
}
