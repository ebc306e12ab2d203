import { createHash } from "node:crypto";
import type { ObservedGitHubRelease } from "../publish/publish-ports.ts";
import type { Receipt } from "../publish/receipt.ts";
import type { OtherFiles } from "./read-evidence.ts";

interface Line {
  code: `SLUICE_${string}`;
  message: string;
}

/**
 * How the files of a release differ from what it promised and from what the world shows: one line for each difference. What it promised its receipt
 * and its sums say, so that a release which an older Sluice made with fewer files is as good as it was.
 */
export function compareReceipt({
  gitTag,
  told,
  assets,
  wanted,
  texts,
}: OtherFiles & {
  gitTag: string;
  /** References that are left out. */
  told: ReadonlySet<string>;
  assets: ObservedGitHubRelease["assets"];
}): Line[] {
  const receipt = parseReceipt(texts.get("receipt.json"));
  const sums = parseSums(texts.get("sha256sums.txt"));
  const isThere = (name: string): boolean => assets.some((asset) => asset.name === name);
  const own = wanted.map(({ name }) => name).filter(isThere);
  const promised = new Set(["receipt.json", "sha256sums.txt", ...sums.keys(), ...(receipt?.sboms ?? []).map(({ name }) => name), ...own]);
  const missing = [...promised].filter((name) => !isThere(name));
  const lines: Line[] = [];
  if (missing.length > 0)
    lines.push({ code: "SLUICE_ASSET_MISSING", message: `The GitHub release ${gitTag} has no ${missing.join(", ")}` });
  const unread = ["receipt.json", "sha256sums.txt"].find((name) => missing.includes(name));
  if (unread !== undefined) return lines;
  if (receipt === null)
    return [
      ...lines,
      { code: "SLUICE_RECEIPT_DIFFERS", message: `The receipt of ${gitTag} is not the one that was attached, and cannot be read` },
    ];
  return [...lines, ...compareWorld(receipt, { gitTag, told, wanted }), ...compareSums(sums, { gitTag, assets, texts, promised, missing })];
}

function compareWorld(
  receipt: Partial<Receipt>,
  { gitTag, told, wanted }: Pick<OtherFiles, "wanted"> & { gitTag: string; told: ReadonlySet<string> },
): Line[] {
  const expected = parseReceipt(wanted.find(({ name }) => name === "receipt.json")?.text);
  const found = flatten(receipt);
  const lines: Line[] = [];
  for (const [what, { reference, value: shown }] of flatten(expected ?? {})) {
    const written = found.get(what)?.value;
    // A receipt that an older Sluice wrote may say less.
    if (written === undefined || written === shown || told.has(reference)) continue;
    lines.push({ code: "SLUICE_RECEIPT_DIFFERS", message: `The receipt of ${gitTag} says ${what} ${written}, and it is ${shown}` });
  }
  return lines;
}

/** Each promised file with its line in the sums. The sum of a file that is not read here is known where GitHub tells it. */
function compareSums(
  sums: ReadonlyMap<string, string>,
  {
    gitTag,
    assets,
    texts,
    promised,
    missing,
  }: Pick<OtherFiles, "texts"> & {
    gitTag: string;
    assets: ObservedGitHubRelease["assets"];
    promised: ReadonlySet<string>;
    missing: readonly string[];
  },
): Line[] {
  const read = new Map<string, string | null>(texts);
  const lines: Line[] = [];
  for (const name of promised) {
    if (name === "sha256sums.txt" || missing.includes(name)) continue;
    const text = read.get(name) ?? null;
    const told = assets.find((asset) => asset.name === name)?.digest?.replace("sha256:", "");
    const sum = text === null ? told : createHash("sha256").update(text).digest("hex");
    if (sum === undefined || sums.get(name) === sum) continue;
    lines.push({ code: "SLUICE_SUM_DIFFERS", message: `sha256sums.txt of ${gitTag} has another sum than ${name}, which is ${sum}` });
  }
  return lines;
}

/** By the name of the file, in hexadecimal. */
function parseSums(text: string | null | undefined): Map<string, string> {
  const lines = (text ?? "").split("\n").map((line) => /^([0-9a-f]{64}) [ *](.+)$/.exec(line));
  return new Map(lines.flatMap((found): [string, string][] => (found === null ? [] : [[found[2] ?? "", found[1] ?? ""]])));
}

/** What a receipt says, by what it is about. */
function flatten(receipt: Partial<Receipt>): Map<string, { reference: string; value: string }> {
  const { gitTag = "", commit, packages = [], images = [], sboms = [], npm = [], indexes = [] } = receipt;
  const said = new Map<string, { reference: string; value: string }>();
  if (commit !== undefined) said.set("the commit", { reference: gitTag, value: commit });
  for (const { name, version } of packages) said.set(`the version of ${name}`, { reference: name, value: version });
  for (const { reference, digest, platforms } of images) {
    said.set(`the digest of ${reference}`, { reference, value: digest });
    said.set(`the platforms of ${reference}`, { reference, value: platforms.join(", ") });
  }
  for (const { name, reference, sha256 } of sboms) said.set(`the sum of ${name}`, { reference, value: sha256 });
  for (const { reference, integrity } of npm) said.set(`the integrity of ${reference}`, { reference, value: integrity });
  for (const { reference, files } of indexes) {
    for (const { name, sha256 } of files) said.set(`the sum of ${name} of ${reference}`, { reference, value: sha256 ?? "unknown" });
  }
  return said;
}

function parseReceipt(text: string | null | undefined): Partial<Receipt> | null {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
}
