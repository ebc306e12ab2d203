import { SluiceError } from "@sluice/core";

/** The one door to cosign. */
export interface Cosign {
  /** Runs `cosign <args>` and returns whatever its exit code is. A key's password comes from COSIGN_PASSWORD in the environment. */
  run(args: readonly string[]): Promise<{ exitCode: number; stderr: string }>;
}

/** Where cosign is looked for and run. */
export interface CosignPlace {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** Finds cosign: `COSIGN` in `env`, else on PATH. Throws SLUICE_COSIGN_MISSING. */
export async function findCosign({ cwd, env }: CosignPlace): Promise<Cosign> {
  const cosign: Cosign = {
    run: async (args) => {
      const options = { cwd, env, extendEnv: false, reject: false, stdin: "ignore" } as const;
      // Loaded when a program is run: it is what takes longest of all to load.
      const { execa } = await import("execa");
      const { exitCode, stderr, shortMessage } = await execa(env["COSIGN"] || "cosign", [...args], options);
      return exitCode === undefined ? { exitCode: 127, stderr: shortMessage ?? "" } : { exitCode, stderr };
    },
  };
  const { exitCode, stderr } = await cosign.run(["version"]);
  if (exitCode === 0) return cosign;
  throw new SluiceError("SLUICE_COSIGN_MISSING", `cosign cannot be run: ${stderr.trim().split("\n").at(-1)}`, {
    hint: "Install cosign 2 (Debian: the package cosign; GitHub Actions: sigstore/cosign-installer), or set COSIGN to its path.",
  });
}
