import { execa } from "execa";
import { runSluice, type SluiceEnd } from "../../../../tools/test/run-sluice.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

/** A repository, and the built command in it. */
export class Shop extends TestRepository {
  /** Runs the command without the caller's environment. */
  run(args: readonly string[], env: Record<string, string> = {}): Promise<SluiceEnd> {
    return runSluice(args, { cwd: this.root, env });
  }
}

/** The digest a reference points to. */
export async function digestOf(docker: string, reference: string): Promise<string> {
  const { stdout } = await execa(docker, ["buildx", "imagetools", "inspect", "--format", "{{json .Manifest}}", reference]);
  return JSON.parse(stdout).digest;
}
