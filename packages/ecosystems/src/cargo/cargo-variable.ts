/**
 * The environment variable in which cargo looks for what belongs to a registry: `CARGO_REGISTRY_TOKEN` for the public one,
 * `CARGO_REGISTRIES_<NAME>_TOKEN` for another; `what` is the last word, TOKEN or INDEX.
 *
 * @see https://doc.rust-lang.org/cargo/reference/config.html#environment-variables
 */
export function cargoVariable(registry: string, what: "TOKEN" | "INDEX" | "CREDENTIAL_PROVIDER"): string {
  return registry === "crates-io"
    ? `CARGO_REGISTRY_${what}`
    : `CARGO_REGISTRIES_${registry.toUpperCase().replaceAll(/[-.]/g, "_")}_${what}`;
}
