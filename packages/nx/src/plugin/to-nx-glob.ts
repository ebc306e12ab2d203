/**
 * The glob by which Nx finds a file of that path, or all that is in a folder (`folder/**`). Nx has no way to take a character of its syntax for
 * itself in every place, so that any character stands for it: a file more that counts does no harm.
 */
export function toNxGlob(path: string): string {
  const [, folder = path, below = ""] = /^(.*)(\/\*\*)$/s.exec(path) ?? [];
  return folder.replaceAll(/[*?[\]{}()!|\\]/g, "?") + below;
}
