import picomatch from "picomatch";
import type { NpmToPublish } from "../publish-ports.ts";

/** Packages that one `npm publish` takes. */
export interface NpmBatch extends Pick<NpmToPublish, "distTag" | "access"> {
  registry: string;
  /** Whether npm knows the folders as workspaces; a batch of others has one package. */
  areWorkspaces: boolean;
  targets: readonly NpmToPublish[];
}

/**
 * Puts packages together that one npm can publish: neighbours with the same registry, dist-tag and access that are
 * workspaces. The order stays, which is dependencies first.
 *
 * @param patterns `workspaces` of the package.json at the root
 */
export function assembleNpmBatches(placed: readonly { target: NpmToPublish; registry: string }[], patterns: readonly string[]): NpmBatch[] {
  const isWorkspace = createWorkspaceTest(patterns);
  const batches: NpmBatch[] = [];
  for (const { target, registry } of placed) {
    const { distTag, access, root } = target;
    const areWorkspaces = isWorkspace(root);
    const last = batches.at(-1);
    const fits = last?.registry === registry && last.distTag === distTag && last.access === access;
    if (last !== undefined && fits && areWorkspaces && last.areWorkspaces) {
      batches[batches.length - 1] = { ...last, targets: [...last.targets, target] };
    } else {
      batches.push({ registry, distTag, access, areWorkspaces, targets: [target] });
    }
  }
  return batches;
}

function createWorkspaceTest(patterns: readonly string[]): (root: string) => boolean {
  const globs = patterns.map((pattern) => pattern.replace(/^(!?)\.?\//, "$1").replace(/\/$/, ""));
  const excluded = globs.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1));
  return picomatch(
    globs.filter((glob) => !glob.startsWith("!")),
    { ignore: excluded },
  );
}
