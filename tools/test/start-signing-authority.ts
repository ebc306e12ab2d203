import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { close, listen } from "../stack/servers/listen.ts";

/** A stand-in for Sigstore's certificate authority: Fulcio's API, without its log. */
export interface SigningAuthority {
  url: string;
  /** Path of its own certificate. */
  root: string;
  stop(): Promise<void>;
}

/** Gives everybody who asks a certificate for ten minutes that names `identity`, and `issuer` as who vouches for it. Its files are in `folder`. */
export async function startSigningAuthority(
  folder: string,
  { identity, issuer }: { identity: string; issuer: string },
): Promise<SigningAuthority> {
  const file = (name: string) => join(folder, `authority-${name}`);
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl("req", "-x509", ...newKey, "-keyout", file("key"), "-out", file("root"), "-subj", "/CN=authority", "-days", "1");
  openssl("req", ...newKey, "-keyout", file("any"), "-out", file("request"), "-subj", "/");
  // The issuer's extension is Fulcio's own (sigstore/fulcio, "Sigstore OID information").
  const extensions = ["keyUsage=critical,digitalSignature", "extendedKeyUsage=codeSigning", `subjectAltName=critical,email:${identity}`];
  writeFileSync(file("extensions"), [...extensions, `1.3.6.1.4.1.57264.1.1=DER:${Buffer.from(issuer).toString("hex")}`].join("\n"));
  const server = createServer(async (request, response) => {
    const asked = (await json(request)) as { publicKey: { content: string } };
    writeFileSync(file("public"), Buffer.from(asked.publicKey.content, "base64"));
    const signing = ["-CA", file("root"), "-CAkey", file("key"), "-CAcreateserial", "-extfile", file("extensions"), "-days", "1"];
    const certificate = openssl("x509", "-req", "-in", file("request"), "-force_pubkey", file("public"), ...signing);
    response
      .writeHead(201, { "content-type": "application/pem-certificate-chain" })
      .end(`${certificate}${readFileSync(file("root"), "utf8")}`);
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, root: file("root"), stop: () => close(server) };
}

function openssl(...args: string[]): string {
  return execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}
