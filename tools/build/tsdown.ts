import { defineConfig, type UserConfig } from "tsdown";
import { thirdPartyLicenses } from "./third-party-licenses.ts";

/**
 * How every package here is built: ESM with type declarations, dependencies left outside, one output file per entry.
 * `entry` adds entry points beside `src/index.ts`, as paths below the package.
 */
export function definePackage({ entry = [] }: { entry?: string[] } = {}): UserConfig {
  return defineConfig({
    entry: ["src/index.ts", ...entry],
    format: "esm",
    platform: "node",
    target: "node24",
    dts: { oxc: true },
    clean: true,
    // A package of this workspace is a dependency like any other: bundling it would give two copies of its classes.
    // What only this package needs and what weighs much for the little that is used stands in devDependencies, and is bundled.
    deps: { neverBundle: [/^@sluice\//], onlyBundle: false },
    plugins: [thirdPartyLicenses("THIRD-PARTY-LICENSES.txt")],
  }) as UserConfig;
}

/**
 * One entry with everything it needs in a single CommonJS file beside the others: for what has to start quickly. It holds copies of
 * other packages, so it must not pass their classes on.
 */
export function bundleAlone(entry: string): UserConfig {
  return defineConfig({
    entry: [entry],
    format: "cjs",
    platform: "node",
    target: "node24",
    dts: false,
    clean: false,
    checks: { legacyCjs: false },
    deps: { alwaysBundle: [/^@sluice\//], onlyBundle: false },
  }) as UserConfig;
}
