/** The last element of a module path that is no major version: `example.com/shop/router/v2` is `router`. */
export function nameOfModule(module: string): string {
  const elements = module.split("/").filter((element) => element !== "");
  const last = elements.at(-1) ?? module;
  if (elements.length > 1 && /^v\d+$/.test(last)) return elements.at(-2) ?? last;
  // gopkg.in/yaml.v3 carries its version in the element itself.
  return module.startsWith("gopkg.in/") ? last.replace(/\.v\d+$/, "") : last;
}
