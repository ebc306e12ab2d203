import { cpSync } from "node:fs";
import { parseConfiguration } from "@sluice/core";
import { readWorkspace } from "@sluice/ecosystems";
import { openRepository, type Repository } from "@sluice/git";
import type { ReadReleaseOptions } from "@sluice/release";
import { noChoices } from "../../../../tools/replay/no-choices.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

/** A repository with packages to release. */
export class TempRepository extends TestRepository {
  open(): Promise<Repository> {
    return openRepository(this.root);
  }

  /** What the functions of @sluice/release read from. */
  async releaseOptions(): Promise<ReadReleaseOptions> {
    const repository = await this.open();
    const configuration = parseConfiguration({}, "test");
    const workspace = await readWorkspace({ root: repository.root, files: await repository.listFiles(), configuration });
    return { repository, workspace, ...noChoices };
  }

  copy(): TempRepository {
    const copy = new TempRepository();
    cpSync(this.root, copy.root, { recursive: true });
    return copy;
  }
}
