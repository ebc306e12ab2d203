import { spawn } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { basename, dirname } from "node:path";
import { close, listen } from "../stack/servers/listen.ts";

/** A git repository behind HTTP. */
export interface GitServer {
  /** `127.0.0.1:<port>` */
  address: string;
  /** Path of the repository there, with a slash before it. */
  path: string;
  stop(): Promise<void>;
}

/** Serves a bare repository through git's own CGI program (git-http-backend(1)), to be pushed to by anybody. */
export async function startGitServer(repository: string): Promise<GitServer> {
  const server = createServer((request, response) => void answer(repository, request, response));
  const port = await listen(server);
  return { address: `127.0.0.1:${port}`, path: `/${basename(repository)}`, stop: () => close(server) };
}

async function answer(repository: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(request.url ?? "/", "http://127.0.0.1");
  const program = spawn("git", ["-c", "http.receivepack=true", "http-backend"], {
    env: {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: dirname(repository),
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"],
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  // A client that is gone takes the rest of its request with it.
  program.stdin.on("error", () => {});
  request.pipe(program.stdin);
  const output = Buffer.concat(await program.stdout.toArray());
  const end = output.indexOf("\r\n\r\n");
  const headers = output
    .subarray(0, end)
    .toString()
    .split("\r\n")
    .map((line) => line.split(/: (.*)/s));
  for (const [name = "", value = ""] of headers) {
    if (name.toLowerCase() === "status") response.statusCode = Number.parseInt(value);
    else if (name !== "") response.setHeader(name, value);
  }
  response.end(output.subarray(end + 4));
}
