/** Lockfiles that npm, pnpm, Yarn and Bun write, in the order in which one of them decides. */
export const npmLockfiles: readonly string[] = [
  "pnpm-lock.yaml",
  "package-lock.json",
  "npm-shrinkwrap.json",
  "yarn.lock",
  "bun.lock",
  "bun.lockb",
];
