import type { VerifyResult } from "@sluice/release";

/** What `release verify` found: one line per finding, and a closing line. */
export function renderVerifyResult(result: VerifyResult): string {
  if (result.releases.length === 0) return "Nothing to verify: no package has a changelog entry for its version.";
  const findings = result.findings.map(({ code, package: name, message }) => `${code} ${name}: ${message}`);
  const releases = result.releases.join(", ");
  const total = result.findings.length + result.verified.length;
  if (findings.length === 0) return `${releases}: all ${total} artifacts are there and right.`;
  return [...findings, `${releases}: ${findings.length} of ${total} artifacts are not as they should be.`].join("\n");
}
