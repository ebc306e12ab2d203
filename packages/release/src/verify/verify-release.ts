import type { DesiredRelease } from "../publish/desired-release.ts";
import type { PublishPorts } from "../publish/publish-ports.ts";
import { assembleVerifyResult, type VerifyResult } from "./assemble-verify-result.ts";
import { readEvidence } from "./read-evidence.ts";

/**
 * Asks registry, npm, GitHub and the git remote whether all of the releases is there and right. Changes nothing.
 *
 * @param tryOut whether npm packages are installed and imported
 */
export async function verifyRelease(options: {
  desired: readonly DesiredRelease[];
  ports: PublishPorts;
  tryOut?: boolean;
}): Promise<VerifyResult> {
  const { ports, tryOut = true } = options;
  const desired = ports.github === null ? options.desired.map((release) => ({ ...release, github: null })) : options.desired;
  return assembleVerifyResult(desired, await readEvidence(desired, ports, { tryOut }));
}
