/** `text` with the user and password of every URL in it replaced: `https://x:secret@host` becomes `https://***@host`. */
export function redactUrlCredentials(text: string): string {
  return text.replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]+@/gi, "$1***@");
}
