import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { assembleArtifact, type AssembledArtifact } from "@sluice/images";
import type { Chart } from "./read-chart.ts";

const configMediaType = "application/vnd.cncf.helm.config.v1+json";
export const chartMediaType = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

/**
 * A chart as `helm push` puts it into a registry (https://helm.sh/docs/topics/registries/): its metadata as the configuration,
 * its archive as the one layer. The same files give the same bytes: sorted, without times and owners.
 */
export async function packChart(chart: Chart): Promise<AssembledArtifact> {
  const { manifest } = chart;
  const { name, version } = manifest;
  const description = manifest.metadata["description"];
  return assembleArtifact({
    config: { mediaType: configMediaType, data: Buffer.from(JSON.stringify(manifest.metadata)) },
    layers: [{ mediaType: chartMediaType, data: await archive(chart) }],
    annotations: {
      "org.opencontainers.image.title": name ?? "",
      "org.opencontainers.image.version": version ?? "",
      ...(typeof description === "string" ? { "org.opencontainers.image.description": description } : {}),
    },
  });
}

/** All files below a folder with the chart's name, Chart.yaml first. */
async function archive({ manifest: { name }, files }: Chart): Promise<Buffer> {
  const { pack } = await import("tar-stream");
  const tar = pack();
  const paths = [...files.keys()].toSorted((a, b) => Number(b === "Chart.yaml") - Number(a === "Chart.yaml") || (a < b ? -1 : 1));
  for (const path of paths)
    tar.entry({ name: `${name ?? ""}/${path}`, mode: 0o644, mtime: new Date(0) }, files.get(path) ?? Buffer.alloc(0));
  tar.finalize();
  const data = gzipSync(await buffer(tar), { level: 9 });
  // The header names the system it was made on; 255 is "unknown" (RFC 1952).
  data[9] = 255;
  return data;
}
