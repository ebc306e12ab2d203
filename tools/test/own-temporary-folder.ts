import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onProcessEnd } from "../setup/on-process-end.mjs";

/**
 * Gives a run of tests a temporary folder of its own, which all its processes inherit as TMPDIR. It goes with the run, however that ends; what
 * a test or the command should have taken away is named first.
 */
export default function ownTemporaryFolder(): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "sluice-test-")));
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const forget = onProcessEnd(remove);
  return () => {
    const left = readdirSync(folder).filter((name) => name.startsWith("sluice-"));
    if (left.length > 0) console.error(`left over in the temporary folder: ${left.join(", ")}`);
    remove();
    forget();
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  };
}
