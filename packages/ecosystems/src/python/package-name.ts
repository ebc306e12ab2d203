/** A Python package name as indexes compare it (PEP 503): `Foo.Bar_baz` and `foo-bar-baz` are the same package. */
export function normalizePackageName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}
