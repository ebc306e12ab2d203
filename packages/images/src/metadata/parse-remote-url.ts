/** The address of a git remote → the name of the repository, and where a browser finds it; "" where it is no web server. Pure. */
export function parseRemoteUrl(address: string): { name: string; url: string } {
  const path = address.replace(/\/+$/, "").replace(/\.git$/, "");
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf(":")) + 1);
  // `git@github.com:acme/shop` is ssh's short form; a user and a port are the transport's, and a password is nobody's business.
  const [, host = "", rest = ""] =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+)$/.exec(path) ?? /^(?:[^@/:]+@)([^/:]+):(?!\/)(.+)$/.exec(path) ?? [];
  return { name, url: host === "" ? "" : `https://${host}/${rest}` };
}
