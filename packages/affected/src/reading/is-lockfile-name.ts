const LOCKFILE = /(?:lock(?:file)?(?:\.\w+)?|go\.(?:mod|sum|work))$/;

/** Whether a file may be a lockfile, or a manifest that is treated as one, as far as its name tells. */
export function isLockfileName(path: string): boolean {
  return LOCKFILE.test(path);
}
