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

it("says that the folder one is in is gone", () => {
  const gone = Object.assign(new Error("ENOENT: process.cwd failed"), { code: "ENOENT", syscall: "uv_cwd" });
  expect(explainSystemError(gone)).toMatchObject({
    code: "SLUICE_NO_ACCESS",
    message: "The folder that the command was started in is gone",
  });
});

it.each(["EACCES", "EPERM", "EROFS", "ENOENT", "ENOTDIR", "EISDIR", "EEXIST"])(
  "a file that one may not write is no mistake of Sluice: %s",
  (code) => {
    const denied = Object.assign(new Error(`${code}: not permitted, open '/repo/package.json'`), { code, path: "/repo/package.json" });
    expect(explainSystemError(denied)).toMatchObject({
      code: "SLUICE_NO_ACCESS",
      message: `/repo/package.json cannot be read or written: ${code}: not permitted, open '/repo/package.json'`,
    });
    const missing = Object.assign(new Error(`spawn x ${code}`), { code, path: "x", syscall: "spawn x" });
    expect(explainSystemError(missing)).toBe(missing);
    const listening = Object.assign(new Error("EACCES: permission denied 0.0.0.0:80"), { code: "EACCES" });
    expect(explainSystemError(listening)).toBe(listening);
  },
);
