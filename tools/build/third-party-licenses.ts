import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** A bundler's plugin, as much of it as is used here. */
interface LicensePlugin {
  name: string;
  generateBundle(
    this: { emitFile(file: { type: "asset"; fileName: string; source: string }): string },
    options: unknown,
    bundle: Record<string, { type: string; moduleIds?: string[] }>,
  ): void;
}

/** Writes the licences of what is bundled from other packages into a file beside the output: most of them ask to be passed on. */
export function thirdPartyLicenses(file: string): LicensePlugin {
  return {
    name: "third-party-licenses",
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
      const folders = new Set(modules.flatMap((id) => /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/.exec(id) ?? []));
      const texts = [...folders].sort().map(describePackage);
      if (texts.length > 0) this.emitFile({ type: "asset", fileName: file, source: `${texts.join("\n\n---\n\n")}\n` });
    },
  };
}

function describePackage(folder: string): string {
  const manifest = join(folder, "package.json");
  const {
    name = basename(folder),
    version = "",
    license = "",
  } = existsSync(manifest) ? (JSON.parse(readFileSync(manifest, "utf8")) as { name?: string; version?: string; license?: string }) : {};
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), "utf8").trim();
  return `${name} ${version}\n\n${text}`;
}
