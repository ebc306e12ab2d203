import { join } from "node:path";
import { expect, test } from "vitest";
import { openRepository } from "@sluice/git";
import { lookQuickly } from "@sluice/git/quick";
import { TestRepository, testEnvironment } from "../../../../tools/test/test-repository.ts";

test("a look for a build tells what git tells later, from the top and from below, and only once", async () => {
  using repository = TestRepository.init();
  const base = repository.commit({ "a/one": "1", "a/two": "1" });
  repository.git("checkout", "--quiet", "-b", "other");
  repository.commit({ elsewhere: "1" });
  repository.git("checkout", "--quiet", "main");
  const head = repository.commit({ "a/one": "2" });
  repository.write({ "a/new": "" });
  const env = testEnvironment();
  for (const folder of ["", "a"]) {
    const look = await lookQuickly(join(repository.root, folder), env, { base: "other", head: null, isForBuild: true });
    expect(look).toMatchObject({ base, head });
    const [looked, plain] = [await openRepository(repository.root, { env, look }), await openRepository(repository.root, { env })];
    expect(await looked.diffFiles({ base, head })).toEqual([{ path: "a/one", status: "modified" }]);
    expect(await looked.currentBranch()).toBe("main");
    expect(await looked.readCommit(head)).toEqual(await plain.readCommit(head));
    expect(await looked.listFiles()).toEqual(["a/new", "a/one", "a/two"]);
    repository.write({ "a/newer": "" });
    expect(await looked.listFiles()).toEqual(["a/new", "a/newer", "a/one", "a/two"]);
    repository.git("clean", "--quiet", "--force", "a/newer");
  }
});
