import { SluiceError } from "@sluice/core";

/** Architectures by system that BuildKit and Go's toolchain know under these names. */
const ARCHITECTURES: Readonly<Record<string, readonly string[]>> = {
  linux: ["386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64", "s390x"],
  windows: ["amd64", "arm64"],
  freebsd: ["amd64", "arm64"],
  wasi: ["wasm"],
  wasip1: ["wasm"],
};

/**
 * Refuses platforms that no builder has, since BuildKit takes any word for one: an image without a `RUN` step would be
 * built for `linux/arm46`. Throws SLUICE_UNKNOWN_PLATFORM and names all that are wrong. Pure.
 */
export function requirePlatforms(platforms: readonly string[]): void {
  const unknown = platforms.filter((platform) => !isPlatform(platform));
  if (unknown.length === 0) return;
  throw new SluiceError("SLUICE_UNKNOWN_PLATFORM", `${unknown.join(", ")}: no such platform`, {
    hint: "Write system/architecture[/variant], such as linux/amd64, linux/arm64 or linux/arm/v7.",
  });
}

function isPlatform(platform: string): boolean {
  const [system = "", architecture = "", variant, ...more] = platform.split("/");
  const isKnown = ARCHITECTURES[system]?.includes(architecture) ?? false;
  return isKnown && more.length === 0 && (variant === undefined || /^v[0-9]+$/.test(variant));
}
