/** What an annotation says. */
export interface Problem {
  code: string;
  message: string;
}

/** Where a problem is: a path from the repository's root, and the line where it is known. */
interface Place {
  file: string;
  line: number | null;
}

/**
 * A workflow command that GitHub Actions shows as an annotation, at file and line when the message begins with a path
 * that `isFile` knows. GitHub reads the commands from stdout and stderr alike.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function renderAnnotation(level: "error" | "warning", { code, message }: Problem, isFile: (path: string) => boolean): string {
  const place = findPlace(message, isFile);
  const properties = [
    ...(place === null ? [] : [`file=${property(place.file)}`, ...(place.line === null ? [] : [`line=${place.line}`])]),
    `title=${property(code)}`,
  ];
  return `::${level} ${properties.join(",")}::${data(`${code}: ${message}`)}`;
}

/** The first file that the message names, as `path` or `path:line`, in its first line. */
export function findPlace(message: string, isFile: (path: string) => boolean): Place | null {
  const [first = ""] = message.split("\n", 1);
  for (const word of first.split(/[\s'"`(),]+/)) {
    const [, file = "", line] = /^([^:]+?)(?::(\d+))?(?::\d+)?[.:;]*$/.exec(word) ?? [];
    if (/[./]/.test(file) && !file.startsWith("/") && !file.includes("..") && isFile(file))
      return { file, line: line === undefined ? null : Number(line) };
  }
  return null;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
