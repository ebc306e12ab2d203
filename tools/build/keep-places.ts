import { basename, dirname, join, relative } from "node:path";

const packages = join(import.meta.dirname, "../../packages");

/** A bundler's plugin, as much of it as is used here. */
interface PlacePlugin {
  name: string;
  transform(code: string, id: string): string | null;
}

/**
 * Modules of other packages of this repository that are bundled into CommonJS know by `import.meta.url` where they would lie, beside the
 * package that they are bundled into: what they load from there, programs of threads and packages that only they depend on, is found.
 */
export function keepPlaces(): PlacePlugin {
  return {
    name: "keep-places",
    transform(code, id) {
      const path = relative(packages, id);
      if (path.startsWith("..") || basename(dirname(path)) !== "dist" || !code.includes("import.meta.url")) return null;
      const place = `placeUrl(placeOf(placePath(__dirname, ${JSON.stringify(`../../${path}`)}))).href`;
      const imports = [
        'import { realpathSync as placeReal } from "node:fs";',
        'import { join as placePath } from "node:path";',
        'import { pathToFileURL as placeUrl } from "node:url";',
        // A package manager may put only a link there: what the package depends on lies beside the package itself.
        "const placeOf = placeReal.native;\n",
      ].join("\n");
      return imports + code.replaceAll("import.meta.url", place);
    },
  };
}
