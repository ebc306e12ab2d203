import { expect, it } from "vitest";
import { explainSystemError } from "./explain-system-error.ts";

it("tells a full disk from a mistake of one's own", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", path: "/tmp/x" });
  expect(explainSystemError(full)).toMatchObject({
    code: "SLUICE_DISK_FULL",
    message: "There is no space left on the disk to write /tmp/x",
  });
  const other = new Error("x");
  expect(explainSystemError(other)).toBe(other);
});
