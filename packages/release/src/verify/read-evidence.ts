import type { DesiredRelease } from "../publish/desired-release.ts";
import { assembleReceiptAssets, receiptFiles } from "../publish/assemble-receipt.ts";
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
  /** Files of GitHub releases that are not, byte by byte, what they should be: their texts by git tag and name; null for one that cannot be had. */
  otherFiles: ReadonlyMap<string, ReadonlyMap<string, string | null>>;
}

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
  { github }: PublishPorts,
): Promise<Evidence["otherFiles"]> {
  const others = new Map<string, Map<string, string | null>>();
  for (const release of desired) {
    const found = observed.github.get(release.gitTag)?.assets ?? [];
    if (github === null || !receiptFiles.every((file) => found.some(({ name }) => name === file))) continue;
    const wanted = assembleReceiptAssets(release, observed);
    const differ = wanted.some(({ name, text, digest }) => {
      const asset = found.find((candidate) => candidate.name === name);
      return asset === undefined || asset.size !== Buffer.byteLength(text) || (asset.digest ?? digest) !== digest;
    });
    if (!differ) continue;
    const texts = new Map<string, string | null>();
    for (const name of receiptFiles) texts.set(name, await github.readAsset(release.gitTag, name));
    others.set(release.gitTag, texts);
  }
  return others;
}
