/**
 * A name or path on one line: a line of its own could be a command to the CI system that shows it
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
 */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => (character < " " ? JSON.stringify(character).slice(1, -1) : "\ufffd"));
}
