/** The services that the gateway asks. */
export type ServiceName = "research" | "brand" | "content";

/** What the gateway is told by its environment. */
export interface Configuration {
  port: number;
  /** Addresses of the services, without a slash at the end. */
  services: Record<ServiceName, string>;
  /** Milliseconds until an answer of a service has come whole. */
  timeout: number;
  logLevel: string;
}

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/** Reads the configuration from environment variables; throws one error that names every wrong one. */
export function readConfiguration(env: Record<string, string | undefined>): Configuration {
  const problems: string[] = [];
  const configuration: Configuration = {
    port: parseInteger({ name: "PORT", text: env["PORT"] ?? "3000", maximum: 65_535 }, problems),
    services: {
      research: parseUrl("RESEARCH_URL", env["RESEARCH_URL"] ?? "http://localhost:8000", problems),
      brand: parseUrl("BRAND_URL", env["BRAND_URL"] ?? "http://localhost:8001", problems),
      content: parseUrl("CONTENT_URL", env["CONTENT_URL"] ?? "http://localhost:8002", problems),
    },
    timeout: parseInteger({ name: "UPSTREAM_TIMEOUT_MS", text: env["UPSTREAM_TIMEOUT_MS"] ?? "2000", maximum: 60_000 }, problems),
    logLevel: env["LOG_LEVEL"] ?? "info",
  };
  if (!LOG_LEVELS.includes(configuration.logLevel)) problems.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}`);
  if (problems.length > 0) throw new Error(problems.join("; "));
  return configuration;
}

function parseInteger({ name, text, maximum }: { name: string; text: string; maximum: number }, problems: string[]): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= 1 && value <= maximum)) problems.push(`${name} must be a whole number from 1 to ${maximum}`);
  return value;
}

// The value is not repeated in the message: an address may hold a password.
function parseUrl(name: string, text: string, problems: string[]): string {
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol)) problems.push(`${name} must be an http or https address`);
  return text.replace(/\/+$/, "");
}
