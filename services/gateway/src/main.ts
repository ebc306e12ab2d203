import { pino } from "pino";
import { readConfiguration } from "./configuration.ts";
import { createGateway, type Gateway } from "./create-gateway.ts";

const STOP_GRACE = 10_000;

const log = pino({ base: { service: "gateway" }, formatters: { level: (level) => ({ level }) } });

try {
  const { port, logLevel, ...rest } = readConfiguration(process.env);
  log.level = logLevel;
  const gateway = createGateway(rest, log);
  gateway.server.listen(port, () => log.info({ port }, "started"));
  gateway.server.on("error", (error) => {
    log.fatal({ reason: error.message }, "cannot listen");
    process.exitCode = 1;
  });
  process.once("SIGTERM", () => void stop(gateway));
  process.once("SIGINT", () => void stop(gateway));
} catch (error) {
  log.fatal({ reason: error instanceof Error ? error.message : String(error) }, "cannot start");
  process.exitCode = 1;
}

async function stop(gateway: Gateway): Promise<void> {
  const end = await gateway.stop(STOP_GRACE);
  log.info({ end }, "stopped");
  if (end === "cut-off") process.exitCode = 1;
}
