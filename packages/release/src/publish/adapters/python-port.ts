import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isSluiceError, SluiceError, withTemporaryFolder } from "@sluice/core";
import { lookAll } from "../look-all.ts";
import type { ObservedPackage, PackageIndexPort, PackageToPublish, PublishProblem } from "../publish-ports.ts";
import { type BuiltFile, describeDifference, sha256Of } from "./compare-files.ts";
import { hasIdentity } from "./npm-provenance.ts";
import { type IndexReader, readIndex } from "./read-index.ts";
import { runPublisher } from "./run-publisher.ts";
import { uploadPatiently } from "./upload-patiently.ts";
import { filesOfVersion, type IndexFile, parseSimpleHtml, parseSimpleJson } from "./simple-index.ts";

/** Where and as whom Python packages are published. */
export interface PythonPortOptions {
  /** Absolute path of the repository. */
  root: string;
  /** `url`: the simple repository API. `publishUrl`: where files are uploaded. */
  index: { url: string; publishUrl: string };
  /** Goes into the archives, so that the same commit gives the same bytes. */
  commitTime: Date;
  /** The environment uv runs in; `UV_PUBLISH_TOKEN`, or `UV_PUBLISH_USERNAME` and `UV_PUBLISH_PASSWORD`, is the login. */
  env: Readonly<Record<string, string | undefined>>;
}

interface Python extends PythonPortOptions {
  reader: IndexReader;
  secrets: readonly (string | undefined)[];
  /** What was built, by reference. */
  built: Map<string, Promise<BuiltFile[]>>;
}

/** Builds and uploads with the uv that is on the PATH, and reads the index by the simple repository API (PEP 503, PEP 691). */
export function createPythonPort(options: PythonPortOptions): PackageIndexPort {
  const { index } = options;
  const env = withoutEmptyLogins(options.env);
  const secrets = [env["UV_PUBLISH_TOKEN"], env["UV_PUBLISH_PASSWORD"]];
  const reader: IndexReader = { name: "The Python index", url: index.url, authorization: authorizationOf(env), secrets };
  const python: Python = { ...options, env, reader, secrets, built: new Map() };
  return {
    look: (target) => look(python, target),
    publish: (target) =>
      uploadPatiently({
        upload: () => publish(python, target),
        isThere: async () => (await look(python, target))?.missing.length === 0,
      }),
    difference: (target, observed) => findDifference(python, target, observed),
    corruptFiles: (target) => findCorruptFiles(python, target),
    // The upload API has no such thing: a person does it on the pages of the index.
    yank: null,
    manualYank: ({ name, version, reference }) =>
      `${reference} stays in the Python index: its upload API cannot yank. Yank ${version} on the index's page of ${name}, as one of its owners.`,
    check: (targets) => check(python, targets),
  };
}

async function look(python: Python, target: PackageToPublish): Promise<ObservedPackage | null> {
  const files = await readFiles(python, target);
  if (files.length === 0) return null;
  const missing: string[] = [];
  if (!files.some(({ name }) => name.endsWith(".whl"))) missing.push("a wheel");
  if (!files.some(({ name }) => !name.endsWith(".whl"))) missing.push("a source archive");
  return { files: files.map(({ name, sha256 }) => ({ name, sha256 })), missing, yanked: files.every(({ yanked }) => yanked) };
}

async function readFiles({ reader }: Python, { name, version }: PackageToPublish): Promise<IndexFile[]> {
  const page = `${reader.url.replace(/\/?$/, "/")}${name}/`;
  const response = await readIndex(
    reader,
    page,
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1",
  );
  if (response === null) return [];
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  const files = isJson ? parseSimpleJson(parseJson(text), response.url) : parseSimpleHtml(text, response.url);
  if (files !== null) return filesOfVersion(files, name, version);
  throw new SluiceError("SLUICE_INDEX_UNREACHABLE", `${page} is no page of the simple repository API`, {
    hint: "Check `release.pythonIndex.url` in the configuration.",
  });
}

/** Once for each package: looking for differences and publishing take the same files. */
function build(python: Python, target: PackageToPublish): Promise<BuiltFile[]> {
  const found = python.built.get(target.reference) ?? buildNow(python, target);
  python.built.set(target.reference, found);
  return found;
}

function buildNow({ root, env, commitTime, secrets }: Python, target: PackageToPublish): Promise<BuiltFile[]> {
  return withTemporaryFolder("python", async (folder) => {
    const epoch = String(Math.floor(commitTime.getTime() / 1000));
    await runPublisher({
      program: "uv",
      args: ["build", "--out-dir", folder],
      cwd: join(root, target.root),
      env: { ...withoutLogin(env), SOURCE_DATE_EPOCH: epoch, ...gitVersion(target.version) },
      secrets,
    });
    const names = (await readdir(folder)).filter((name) => /\.(whl|tar\.gz|zip)$/.test(name)).toSorted();
    const files = await Promise.all(names.map(async (name) => ({ name, data: await readFile(join(folder, name)) })));
    const listed = files.map(({ name }) => ({ name, url: "", sha256: null, yanked: false }));
    if (listed.length > 0 && filesOfVersion(listed, target.name, target.version).length === listed.length) return files;
    throw new SluiceError(
      "SLUICE_BUILT_OTHER",
      `uv build in ${target.root} made ${names.join(", ") || "nothing"}, and not ${target.reference}`,
      {
        hint: "Its version comes from somewhere else: see `dynamic` in its pyproject.toml.",
      },
    );
  });
}

/** What builds a package is code of others, and is not to see the login. */
function withoutLogin(env: Python["env"]): Python["env"] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("UV_PUBLISH_")));
}

/** For builds that would ask git, whose tags they may read in another way: setuptools-scm and hatch-vcs, PDM. */
function gitVersion(version: string): Record<string, string> {
  return { SETUPTOOLS_SCM_PRETEND_VERSION: version, PDM_BUILD_SCM_VERSION: version };
}

async function publish(python: Python, target: PackageToPublish): Promise<void> {
  const there = new Set((await readFiles(python, target)).map(({ name }) => name));
  const files = (await build(python, target)).filter(({ name }) => !there.has(name));
  await withTemporaryFolder("python", async (folder) => {
    for (const { name, data } of files) await writeFile(join(folder, name), data);
    const { root, env, secrets, index } = python;
    const paths = files.map(({ name }) => join(folder, name));
    await runPublisher({ program: "uv", args: ["publish", "--publish-url", index.publishUrl, ...paths], cwd: root, env, secrets });
  });
}

async function findDifference(python: Python, target: PackageToPublish, observed: ObservedPackage): Promise<string | null> {
  const files = await readFiles(python, target);
  for (const built of await build(python, target)) {
    const found = files.find(({ name }) => name === built.name);
    if (found === undefined || !observed.files.some(({ name }) => name === built.name)) continue;
    const difference = await describeDifference(built, { ...found, download: () => download(python, found) }, isRecord);
    if (difference !== null) return `${target.reference} is in the Python index with other files: ${difference}`;
  }
  return null;
}

/** The list of a wheel's files with their sums: it differs whenever one of them does. */
function isRecord(path: string): boolean {
  return path.endsWith(".dist-info/RECORD");
}

async function findCorruptFiles(python: Python, target: PackageToPublish): Promise<string[]> {
  const corrupt: string[] = [];
  for (const file of await readFiles(python, target)) {
    const data = await download(python, file);
    if (data === null || (file.sha256 !== null && sha256Of(data) !== file.sha256)) corrupt.push(file.name);
  }
  return corrupt;
}

async function download({ reader }: Python, { url }: IndexFile): Promise<Buffer | null> {
  const response = await readIndex(reader, url, "*/*");
  return response === null ? null : Buffer.from(await response.arrayBuffer());
}

/** Builds what is to be published: the last thing that can be known before something is uploaded. */
async function check(python: Python, targets: readonly PackageToPublish[]): Promise<PublishProblem[]> {
  const byReference = new Map(targets.map((target) => [target.reference, target]));
  const failures = await lookAll([...byReference.keys()], async (reference) => {
    const target = byReference.get(reference);
    return target === undefined ? null : whyNotBuilt(python, target);
  });
  // That uv is missing is one problem, however many packages want it.
  const problems = new Map([...failures.values()].map((problem) => [problem.message, problem]));
  return [...(hasLogin(python.env) ? [] : [notLoggedIn]), ...problems.values()];
}

async function whyNotBuilt(python: Python, target: PackageToPublish): Promise<PublishProblem | null> {
  try {
    await build(python, target);
    return null;
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    return { code: error.code, message: error.message, hint: error.hint ?? "" };
  }
}

/** Trusted publishing has no token: uv exchanges the runner's identity for one when it publishes. */
function hasLogin(env: Python["env"]): boolean {
  const isTrusted = hasIdentity(env) || env["UV_TRUSTED_PUBLISHING"] === "always";
  const names = ["UV_PUBLISH_TOKEN", "UV_PUBLISH_PASSWORD"];
  return isTrusted || env["UV_KEYRING_PROVIDER"] === "subprocess" || names.some((name) => (env[name] ?? "") !== "");
}

/** A secret that a workflow passes on and nobody has set is an empty variable, which uv would take for a token. */
function withoutEmptyLogins(env: Python["env"]): Python["env"] {
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => !name.startsWith("UV_PUBLISH_") || value !== ""));
}

function authorizationOf(env: PythonPortOptions["env"]): string | undefined {
  const token = env["UV_PUBLISH_TOKEN"];
  const user = token === undefined ? (env["UV_PUBLISH_USERNAME"] ?? "") : "__token__";
  const secret = token ?? env["UV_PUBLISH_PASSWORD"];
  return secret === undefined ? undefined : `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`;
}

const notLoggedIn: PublishProblem = {
  code: "SLUICE_PYTHON_LOGIN",
  message: "There is no login to the Python index",
  hint: "Set UV_PUBLISH_TOKEN, or UV_PUBLISH_USERNAME and UV_PUBLISH_PASSWORD; in GitHub Actions, `permissions: { id-token: write }` for trusted publishing.",
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
