import { join } from "node:path";
import {
  checkPush,
  parseImageReference,
  pushArtifact,
  readArtifact,
  readArtifactBlob,
  type AssembledArtifact,
  type RegistryArtifact,
} from "@sluice/images";
import { isSluiceError } from "@sluice/core";
import { chartMediaType, packChart } from "../../charts/pack-chart.ts";
import { missingDependencies, readChart } from "../../charts/read-chart.ts";
import type { ObservedPackage, PackageIndexPort, PackageToPublish, PublishProblem } from "../publish-ports.ts";
import { describeDifference, sha256Of } from "./compare-files.ts";

/** What Helm charts are packed from, and as whom they are pushed. */
export interface ChartsPortOptions {
  /** Absolute path of the repository. */
  root: string;
  /** HOME and DOCKER_CONFIG say where docker's logins are, which are used. */
  env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds for one answer of the registry; 20,000 when left out. */
  patience?: number;
}

/** Packs charts and pushes them to an OCI registry, without helm, in the form that helm pulls. */
export function createChartsPort(options: ChartsPortOptions): PackageIndexPort {
  return {
    look: (target) => look(options, target),
    publish: async (target) => pushArtifact(target.reference, await packTarget(options, target), options),
    difference: (target) => findDifference(options, target),
    corruptFiles: (target) => findCorruptFiles(options, target),
    // A tag of a registry can be deleted, which takes it from those who use it now.
    yank: null,
    manualYank: ({ reference }) =>
      `${reference} stays in the registry, where a chart cannot be marked as taken back; go back with \`helm rollback\`, and pin the version before it.`,
    check: (targets) => check(options, targets),
  };
}

async function look(options: ChartsPortOptions, { reference }: PackageToPublish): Promise<ObservedPackage | null> {
  const found = await readArtifact(reference, options);
  if (found === null) return null;
  return { files: [{ name: reference, sha256: found.digest.replace("sha256:", "") }], missing: [], yanked: false };
}

async function packTarget({ root }: ChartsPortOptions, target: PackageToPublish): Promise<AssembledArtifact> {
  return packChart(await readChart(join(root, target.root)));
}

/** By digest; where that differs by what is in the archive, as other versions of helm pack in another way. */
async function findDifference(options: ChartsPortOptions, target: PackageToPublish): Promise<string | null> {
  const found = await readArtifact(target.reference, options);
  const own = await packTarget(options, target);
  if (found === null || found.digest === own.digest) return null;
  const layer = chartLayer(found);
  const [, archive] = [...own.blobs.values()];
  if (layer === undefined || archive === undefined) return `${target.reference} is there, and is no Helm chart`;
  const built = { name: "the chart.tgz", data: archive };
  const download = (): Promise<Buffer | null> => readArtifactBlob(target.reference, layer.digest, options);
  const difference = await describeDifference(built, { name: built.name, sha256: layer.digest.replace("sha256:", ""), download });
  return difference === null ? null : `${target.reference} is in the registry with other files: ${difference}`;
}

async function findCorruptFiles(options: ChartsPortOptions, { reference }: PackageToPublish): Promise<string[]> {
  const found = await readArtifact(reference, options);
  const layer = found === null ? undefined : chartLayer(found);
  const data = layer === undefined ? null : await readArtifactBlob(reference, layer.digest, options);
  return data !== null && `sha256:${sha256Of(data)}` === layer?.digest ? [] : [reference];
}

function chartLayer({ layers }: RegistryArtifact): RegistryArtifact["layers"][number] | undefined {
  return layers.find(({ mediaType }) => mediaType === chartMediaType);
}

async function check(options: ChartsPortOptions, targets: readonly PackageToPublish[]): Promise<PublishProblem[]> {
  const problems: PublishProblem[] = [];
  for (const target of targets) problems.push(...(await checkChart(options.root, target)));
  const repositories = new Set(targets.map(({ reference }) => parseImageReference(reference).repository));
  for (const repository of repositories) {
    try {
      await checkPush(repository, options);
    } catch (error) {
      if (!isSluiceError(error)) throw error;
      problems.push({ code: error.code, message: error.message, hint: error.hint ?? "Log in with `docker login`." });
    }
  }
  return problems;
}

async function checkChart(root: string, target: PackageToPublish): Promise<PublishProblem[]> {
  const chart = await readChart(join(root, target.root));
  const problems: PublishProblem[] = [];
  if (chart.manifest.version !== target.version)
    problems.push({
      code: "SLUICE_VERSION_MISMATCH",
      message: `${target.root}/Chart.yaml has the version ${String(chart.manifest.version)}, and the release is of ${target.version}`,
      hint: "Check out the commit of the release.",
    });
  const missing = missingDependencies(chart);
  if (missing.length > 0)
    problems.push({
      code: "SLUICE_CHART_DEPENDENCY",
      message: `${target.root} depends on ${missing.join(", ")}, which its charts folder does not hold`,
      hint: `Run \`helm dependency build ${target.root}\` first.`,
    });
  return problems;
}
