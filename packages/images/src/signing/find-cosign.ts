import { SluiceError } from "@sluice/core";

/** The one door to cosign. */
export interface Cosign {
  /**
   * Runs `cosign <args>` and returns whatever its exit code is. A key's password comes from COSIGN_PASSWORD in the environment,
   * never from `args`. `env`: variables besides the caller's environment.
   */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<{ exitCode: number; stdout: string; stderr: string }>;
}

/** Where cosign is looked for and run. */
export interface CosignPlace {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** Finds cosign: `COSIGN` in `env`, else on PATH. Throws SLUICE_COSIGN_MISSING. */
export async function findCosign({ cwd, env }: CosignPlace): Promise<Cosign> {
  const cosign: Cosign = {
    run: async (args, more = {}) => {
      const options = { cwd, env: { ...env, ...more }, extendEnv: false, reject: false, stdin: "ignore" } as const;
      // Loaded when a program is run: it is what takes longest of all to load.
      const { execa } = await import("execa");
      const { exitCode, stdout, stderr, shortMessage } = await execa(env["COSIGN"] || "cosign", [...args], options);
      return exitCode === undefined ? { exitCode: 127, stdout, stderr: shortMessage ?? "" } : { exitCode, stdout, stderr };
    },
  };
  const { exitCode, stderr } = await cosign.run(["version"]);
  if (exitCode === 0) return cosign;
  throw new SluiceError("SLUICE_COSIGN_MISSING", `cosign cannot be run: ${stderr.trim().split("\n").at(-1)}`, {
    hint: "Install cosign 2 (Debian: the package cosign; GitHub Actions: sigstore/cosign-installer), or set COSIGN to its path.",
  });
}
