import type { DesiredRelease } from "../publish/desired-release.ts";
import { assembleReceiptAssets, type SummedAsset } from "../publish/assemble-receipt.ts";
import { readReleaseSboms } from "../publish/read-release-sboms.ts";
import { readDifferences } from "../publish/read-differences.ts";
import { readObservedWorld, type ObservedWorld } from "../publish/observed-world.ts";
import type { NpmToPublish, PublishPorts } from "../publish/publish-ports.ts";

/** Everything that a verification looks at. */
export interface Evidence {
  observed: ObservedWorld;
  /** npm packages (`name@version`) whose tarball is not what the registry says of it. */
  corrupt: ReadonlySet<string>;
  /** What goes wrong when an npm package is installed and imported, by `name@version`. */
  broken: ReadonlyMap<string, string>;
  /** Files of other indexes, by the package's reference, that are not what the index says of them. */
  corruptFiles: ReadonlyMap<string, readonly string[]>;
  /** By reference, how what an index holds differs from what the checked-out commit makes. */
  differences: ReadonlyMap<string, string>;
  /** Labels of the images' fixed references, by reference and platform. */
  labels: ReadonlyMap<string, ReadonlyMap<string, Readonly<Record<string, string>>>>;
  /** By git tag, GitHub releases whose files are not, byte by byte, what they should be now. */
  otherFiles: ReadonlyMap<string, OtherFiles>;
}

/** The files of a GitHub release of which some are others than they should be now, maybe because it was made by an older Sluice. */
export interface OtherFiles {
  wanted: readonly SummedAsset[];
  /** Texts of the files that say what a release has; null for one that is not there or cannot be had. */
  texts: ReadonlyMap<(typeof tellingFiles)[number], string | null>;
}

const tellingFiles = ["receipt.json", "deployment.md", "sha256sums.txt"] as const;

/** Looks at everything. Downloads tarballs, and of a release's files those that GitHub describes otherwise than they should be. */
export async function readEvidence(
  desired: readonly DesiredRelease[],
  ports: PublishPorts,
  { tryOut }: { tryOut: boolean },
): Promise<Evidence> {
  const observed = await readObservedWorld(desired, ports);
  return {
    observed,
    corrupt: await findCorruptPackages(desired, observed, ports),
    broken: tryOut ? await tryOutPackages(desired, observed, ports) : new Map(),
    corruptFiles: await findCorruptFiles(desired, observed, ports),
    differences: await readDifferences(desired, observed, ports),
    labels: await readLabels(desired, observed, ports),
    otherFiles: await readOtherFiles(desired, observed, ports),
  };
}

function publishedNpm(desired: readonly DesiredRelease[], { npm }: ObservedWorld): [reference: string, target: NpmToPublish][] {
  return desired.flatMap(({ packages }) =>
    packages.flatMap(({ npm: wanted }): [string, NpmToPublish][] => {
      const reference = wanted === null ? "" : `${wanted.name}@${wanted.version}`;
      return wanted === null || !npm.has(reference) ? [] : [[reference, wanted]];
    }),
  );
}

async function findCorruptPackages(desired: readonly DesiredRelease[], observed: ObservedWorld, ports: PublishPorts): Promise<Set<string>> {
  const corrupt = new Set<string>();
  for (const [reference, target] of publishedNpm(desired, observed)) {
    if (!(await ports.npm.matchesIntegrity(target))) corrupt.add(reference);
  }
  return corrupt;
}

async function tryOutPackages(
  desired: readonly DesiredRelease[],
  observed: ObservedWorld,
  ports: PublishPorts,
): Promise<Map<string, string>> {
  const broken = new Map<string, string>();
  for (const [reference, target] of publishedNpm(desired, observed)) {
    const problem = await ports.npm.tryOut(target);
    if (problem !== null) broken.set(reference, problem);
  }
  return broken;
}

async function findCorruptFiles(
  desired: readonly DesiredRelease[],
  { indexed }: ObservedWorld,
  ports: PublishPorts,
): Promise<Map<string, string[]>> {
  const corrupt = new Map<string, string[]>();
  for (const target of desired.flatMap(({ packages }) => packages.flatMap((entry) => entry.indexed))) {
    const found = indexed.get(target.reference);
    if (found !== undefined) corrupt.set(target.reference, (await ports.indexes[target.kind]?.corruptFiles(target, found)) ?? []);
  }
  return corrupt;
}

async function readLabels(desired: readonly DesiredRelease[], { images }: ObservedWorld, ports: PublishPorts): Promise<Evidence["labels"]> {
  const labels = new Map<string, ReadonlyMap<string, Readonly<Record<string, string>>>>();
  for (const { references } of desired.flatMap(({ packages }) => packages.flatMap((entry) => entry.images))) {
    const [reference = ""] = references;
    if (images.has(reference)) labels.set(reference, await ports.images.labels(reference));
  }
  return labels;
}

async function readOtherFiles(
  desired: readonly DesiredRelease[],
  observed: ObservedWorld,
  ports: PublishPorts,
): Promise<Evidence["otherFiles"]> {
  const others = new Map<string, OtherFiles>();
  for (const release of desired) {
    const found = observed.github.get(release.gitTag)?.assets;
    if (ports.github === null || found === undefined) continue;
    const wanted = assembleReceiptAssets(release, observed, await readReleaseSboms(release, observed, ports));
    const isAsWanted = ({ name, text, digest }: SummedAsset): boolean => {
      const asset = found.find((candidate) => candidate.name === name);
      return asset?.size === Buffer.byteLength(text) && (asset.digest ?? digest) === digest;
    };
    if (wanted.every(isAsWanted)) continue;
    const texts = new Map<(typeof tellingFiles)[number], string | null>();
    for (const name of tellingFiles) {
      const same = wanted.find((asset) => asset.name === name && isAsWanted(asset));
      const isThere = found.some((asset) => asset.name === name);
      texts.set(name, same?.text ?? (isThere ? await ports.github.readAsset(release.gitTag, name) : null));
    }
    others.set(release.gitTag, { wanted, texts });
  }
  return others;
}
