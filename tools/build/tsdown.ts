import { basename } from "node:path";
import { defineConfig, type UserConfig } from "tsdown";
import { keepPlaces } from "./keep-places.ts";
import { packageSizes } from "./package-sizes.ts";
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
 * One entry with what it needs of `packages` in CommonJS files beside the others: for what has to start quickly. It holds copies of these
 * packages, so it must not pass their classes on; their versions and sizes are in it as `BUNDLED_PACKAGES`. Everything but the entry itself
 * is loaded when it is imported dynamically.
 */
export function bundleAlone(entry: string, packages: Readonly<Record<string, RegExp>>): UserConfig {
  return defineConfig({
    entry: [entry],
    format: "cjs",
    platform: "node",
    target: "node24",
    dts: false,
    clean: false,
    checks: { legacyCjs: false },
    define: { BUNDLED_PACKAGES: JSON.stringify(JSON.stringify(packageSizes(Object.keys(packages)))) },
    // Of all that is in several of these packages, semver has by far the most files.
    deps: { alwaysBundle: [...Object.values(packages), /^semver(\/|$)/], onlyBundle: false },
    inputOptions: (options) => ({
      ...options,
      // Else what the entry shares with the other files would be files of its own.
      preserveEntrySignatures: "allow-extension",
      // A bundler cannot see what a package in UMD requires.
      resolve: { ...options.resolve, mainFields: ["module", "main"] },
    }),
    plugins: [keepPlaces(), thirdPartyLicenses(`THIRD-PARTY-LICENSES-${basename(entry, ".ts")}.txt`)],
  }) as UserConfig;
}
