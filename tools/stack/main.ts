import { findRegistryProgram } from "./start-registry.ts";
import { STACK_PARTS, startStack } from "./start-stack.ts";

// `npm run stack`: starts the parts, prints their addresses and waits. Ctrl-C ends exactly what it started.
const hasRegistry = (await findRegistryProgram()) !== null;
if (!hasRegistry) console.error("No OCI registry: `docker-registry` is not installed. `npm run setup` installs it or says how.");

const stack = await startStack({ parts: STACK_PARTS.filter((part) => part !== "registry" || hasRegistry) });
for (const [part, address] of Object.entries(stack.addresses)) console.log(`${part.padEnd(9)} ${address}`);
console.log("\nFor another terminal:\n");
for (const [name, value] of Object.entries(stack.env)) console.log(`export ${name}='${value}'`);
console.log("\nCtrl-C ends the stack.");

const { promise, resolve } = Promise.withResolvers<void>();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
await promise;
await stack.stop();
console.log("The stack has ended.");
process.exit(0);
