import { createHash } from "node:crypto";
import type { Sbom } from "@sluice/images";
import type { DesiredRelease } from "./desired-release.ts";
import type { ObservedWorld } from "./observed-world.ts";
import type { ReleaseAsset } from "./publish-ports.ts";
import type { Receipt } from "./receipt.ts";
import { renderDeployment } from "./render-deployment.ts";

/** A file of a GitHub release with its sum, `sha256:…`. */
export type SummedAsset = ReleaseAsset & { digest: string };

/**
 * The files of a GitHub release: its receipt, how it is deployed, an SBOM for each platform of an image that has them, and the sums of all
 * in the form that `sha256sum --check` reads. Of an image only the reference that never moves is told: the others will stand for a later
 * release one day.
 *
 * @param sboms by that reference
 */
export function assembleReceiptAssets(
  release: DesiredRelease,
  observed: ObservedWorld,
  sboms: ReadonlyMap<string, readonly Sbom[]>,
): SummedAsset[] {
  const documents = release.packages.flatMap(({ images }) =>
    images.flatMap(({ image, references: [reference = ""] }) => nameSboms(image, reference, sboms.get(reference) ?? [])),
  );
  const receipt = assembleReceipt(release, observed, documents);
  const files = [
    { name: "receipt.json", contentType: "application/json", text: `${JSON.stringify(receipt, null, 2)}\n` },
    { name: "deployment.md", contentType: "text/markdown", text: renderDeployment(release, receipt) },
    ...documents.map(({ name, text }) => ({ name, contentType: "application/spdx+json", text })),
  ];
  const sums = files.map(({ name, text }) => `${sha256(text)}  ${name}\n`).join("");
  return [...files, { name: "sha256sums.txt", contentType: "text/plain", text: sums }].map((asset) => ({
    ...asset,
    digest: `sha256:${sha256(asset.text)}`,
  }));
}

type SbomFile = Sbom & { name: string; reference: string };

/** `gateway-linux-amd64.spdx.json`; a second document of a platform is `gateway-linux-amd64-2.spdx.json`. */
function nameSboms(image: string, reference: string, sboms: readonly Sbom[]): SbomFile[] {
  const counts = new Map<string, number>();
  return sboms.map((sbom) => {
    const count = (counts.get(sbom.platform) ?? 0) + 1;
    counts.set(sbom.platform, count);
    // GitHub changes what is no letter, digit, dot, hyphen or underscore.
    const stem = `${image}-${sbom.platform}`.replaceAll(/[^\w.-]+/g, "-");
    return { ...sbom, reference, name: `${stem}${count === 1 ? "" : `-${count}`}.spdx.json` };
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function assembleReceipt(
  { gitTag, commit, packages }: DesiredRelease,
  { images, npm, indexed, remoteTags }: ObservedWorld,
  sboms: readonly SbomFile[],
): Receipt {
  const receipt: Receipt = {
    schemaVersion: 1,
    gitTag,
    commit: remoteTags.get(gitTag) ?? commit,
    packages: packages.map(({ name, version }) => ({ name, version })),
    images: [],
    sboms: sboms.map(({ name, reference, platform, text }) => ({ name, reference, platform, sha256: sha256(text) })),
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
