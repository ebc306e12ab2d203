import { createHash } from "node:crypto";
import type { DesiredRelease } from "./desired-release.ts";
import type { ObservedWorld } from "./observed-world.ts";
import type { ReleaseAsset } from "./publish-ports.ts";
import type { Receipt } from "./receipt.ts";
import { renderDeployment } from "./render-deployment.ts";

/** Names of the files that every GitHub release has. */
export const receiptFiles = ["receipt.json", "deployment.md", "sha256sums.txt"] as const;

/**
 * The files of a GitHub release: its receipt, how it is deployed, and the sums of both in the form that `sha256sum --check` reads. Of an
 * image only the reference that never moves is told: the others will stand for a later release one day.
 */
export function assembleReceiptAssets(release: DesiredRelease, observed: ObservedWorld): (ReleaseAsset & { digest: string })[] {
  const receipt = assembleReceipt(release, observed);
  const files = [
    { name: "receipt.json", contentType: "application/json", text: `${JSON.stringify(receipt, null, 2)}\n` },
    { name: "deployment.md", contentType: "text/markdown", text: renderDeployment(release, receipt) },
  ];
  const sums = files.map(({ name, text }) => `${sha256(text)}  ${name}\n`).join("");
  return [...files, { name: "sha256sums.txt", contentType: "text/plain", text: sums }].map((asset) => ({
    ...asset,
    digest: `sha256:${sha256(asset.text)}`,
  }));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** What the world shows of a release. */
export function assembleReceipt(
  { gitTag, commit, packages }: DesiredRelease,
  { images, npm, indexed, remoteTags }: ObservedWorld,
): Receipt {
  const receipt: Receipt = {
    schemaVersion: 1,
    gitTag,
    commit: remoteTags.get(gitTag) ?? commit,
    packages: packages.map(({ name, version }) => ({ name, version })),
    images: [],
    npm: [],
    indexes: [],
  };
  for (const wanted of packages) {
    for (const { references } of wanted.images) {
      const [reference = ""] = references;
      const found = images.get(reference);
      if (found !== undefined) receipt.images.push({ reference, digest: found.digest, platforms: found.platforms.toSorted() });
    }
    for (const { kind, reference } of wanted.indexed) {
      const files = indexed.get(reference)?.files;
      if (files !== undefined) receipt.indexes.push({ kind, reference, files: files.toSorted((a, b) => (a.name < b.name ? -1 : 1)) });
    }
    if (wanted.npm === null) continue;
    const reference = `${wanted.npm.name}@${wanted.npm.version}`;
    const found = npm.get(reference);
    if (found !== undefined) receipt.npm.push({ reference, integrity: found.integrity });
  }
  return receipt;
}
