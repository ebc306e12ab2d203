import { createHash } from "node:crypto";
import type { Receipt } from "../publish/receipt.ts";

/** How the receipt of a release differs from what the world shows, and from its sum: one entry for each difference. */
export function compareReceipt(options: {
  gitTag: string;
  /** References that are left out. */
  told: ReadonlySet<string>;
  /** What the world shows. */
  expected: Receipt;
  /** Text of the attached receipt; null when it cannot be had. */
  receipt: string | null;
  /** Text of the attached `deployment.md`; null when it cannot be had. */
  deployment: string | null;
  /** Text of the attached `sha256sums.txt`; null when it cannot be had. */
  sums: string | null;
}): { code: `SLUICE_${string}`; message: string }[] {
  const { gitTag, told, expected, receipt, deployment, sums } = options;
  const attached = parse(receipt);
  if (receipt === null || attached === null) {
    return [{ code: "SLUICE_RECEIPT_DIFFERS", message: `The receipt of ${gitTag} is not the one that was attached, and cannot be read` }];
  }
  const found = flatten(attached);
  const lines: { code: `SLUICE_${string}`; message: string }[] = [];
  for (const [what, { reference, value: shown }] of flatten(expected)) {
    const written = found.get(what)?.value;
    // A receipt that an older Sluice wrote may say less.
    if (written === undefined || written === shown || told.has(reference)) continue;
    lines.push({ code: "SLUICE_RECEIPT_DIFFERS", message: `The receipt of ${gitTag} says ${what} ${written}, and it is ${shown}` });
  }
  const files = Object.entries({ "receipt.json": receipt, "deployment.md": deployment });
  for (const [name, text] of files) {
    const sum = createHash("sha256")
      .update(text ?? "")
      .digest("hex");
    if (text === null || (sums ?? "").split("\n").includes(`${sum}  ${name}`)) continue;
    lines.push({ code: "SLUICE_SUM_DIFFERS", message: `sha256sums.txt of ${gitTag} has another sum than ${name}, which is ${sum}` });
  }
  return lines;
}

/** What a receipt says, by what it is about. */
function flatten(receipt: Partial<Receipt>): Map<string, { reference: string; value: string }> {
  const { gitTag = "", commit, packages = [], images = [], npm = [], indexes = [] } = receipt;
  const said = new Map<string, { reference: string; value: string }>();
  if (commit !== undefined) said.set("the commit", { reference: gitTag, value: commit });
  for (const { name, version } of packages) said.set(`the version of ${name}`, { reference: name, value: version });
  for (const { reference, digest, platforms } of images) {
    said.set(`the digest of ${reference}`, { reference, value: digest });
    said.set(`the platforms of ${reference}`, { reference, value: platforms.join(", ") });
  }
  for (const { reference, integrity } of npm) said.set(`the integrity of ${reference}`, { reference, value: integrity });
  for (const { reference, files } of indexes) {
    for (const { name, sha256 } of files) said.set(`the sum of ${name} of ${reference}`, { reference, value: sha256 ?? "unknown" });
  }
  return said;
}

function parse(text: string | null): Partial<Receipt> | null {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
}
