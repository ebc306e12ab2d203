import type { OutdatedImages } from "@sluice/images";

/** Each image whose base has moved, and what is not known; a count of the others. */
export function renderOutdated({ outdated, current, missing, unknown }: OutdatedImages): string {
  const lines = outdated.flatMap(({ name, reference, moved }) => [
    `${name}  outdated  ${reference}`,
    ...moved.map((base) => `  ${base.reference} was ${base.built} and is ${base.present}`),
  ]);
  lines.push(...unknown.map(({ name, message }) => `${name}  not known: ${message}`));
  lines.push(...missing.map((name) => `${name}  not in the registry`));
  if (current.length > 0)
    lines.push(`${current.length} ${current.length === 1 ? "image is" : "images are"} up to date: ${current.join(", ")}`);
  return lines.length === 0 ? "There is no image." : lines.join("\n");
}
