/** Syft, the library that buildx's own scanner is made of, as a program of this machine. */
export interface Syft {
  /** Runs `syft <args>` and returns whatever its exit code is. `env`: variables besides the caller's environment. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<{ exitCode: number; stdout: string; stderr: string }>;
}

/** Where syft is looked for and run. */
export interface SyftPlace {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** An SBOM of a large image; bytes. */
const LARGEST = 512 * 1024 * 1024;

/** Finds syft 1: `SYFT` in `env`, else on PATH. Null: it is not there. */
export async function findSyft({ cwd, env }: SyftPlace): Promise<Syft | null> {
  const syft: Syft = {
    run: async (args, more = {}) => {
      const options = { cwd, env: { ...env, ...more }, extendEnv: false, reject: false, stdin: "ignore", maxBuffer: LARGEST } as const;
      // Loaded when a program is run: it is what takes longest of all to load.
      const { execa } = await import("execa");
      const { exitCode, stdout, stderr, shortMessage } = await execa(env["SYFT"] || "syft", [...args], options);
      return exitCode === undefined ? { exitCode: 127, stdout, stderr: shortMessage ?? "" } : { exitCode, stdout, stderr };
    },
  };
  const { exitCode, stdout } = await syft.run(["version", "--output", "json"], { SYFT_CHECK_FOR_APP_UPDATE: "false" });
  return exitCode === 0 && /"version":\s*"1\./.test(stdout) ? syft : null;
}
