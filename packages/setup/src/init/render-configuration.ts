import type { UserConfiguration } from "@sluice/core";

/** The form of the configuration file: TypeScript where Node.js takes it for a module, else a script with types in a comment, else JSON. */
export type ConfigurationForm = "ts" | "mjs" | "json";

/** A new `sluice.config.*`: what is no default, and no more. It imports nothing at run time, so it can be read before an install. */
export function renderConfiguration(configuration: UserConfiguration, form: ConfigurationForm): string {
  if (form === "json") {
    return `${JSON.stringify({ $schema: "./node_modules/@sluice/core/configuration.schema.json", ...configuration }, null, 2)}\n`;
  }
  const body = literal(configuration);
  if (form === "ts")
    return `import type { UserConfiguration } from "@sluice/cli/config";\n\nexport default ${body} satisfies UserConfiguration;\n`;
  return `/** @type {import("@sluice/cli/config").UserConfiguration} */\nexport default ${body};\n`;
}

/** JSON with the quotes off where a name needs none. */
function literal(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(/^(\s*)"([A-Za-z_]\w*)":/gm, "$1$2:");
}
