import { expect, test } from "vitest";
import { gitEnvironment } from "./git-environment.ts";

test("what a hook sets does not point git elsewhere, and how a user signs in stays", () => {
  const hook = { GIT_DIR: "/elsewhere/.git", GIT_INDEX_FILE: "/elsewhere/index", GIT_WORK_TREE: "/elsewhere", GIT_TRACE: "1" };
  const own = {
    PATH: "/bin",
    HOME: "/root",
    GIT_SSH_COMMAND: "ssh -i key",
    GIT_CONFIG_KEY_0: "a.b",
    GIT_AUTHOR_NAME: "Ada",
    GIT_HTTP_LOW_SPEED_TIME: "5",
  };
  const patience = { GIT_HTTP_LOW_SPEED_LIMIT: "1", GIT_HTTP_LOW_SPEED_TIME: "5" };
  const fixed = { GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" };
  expect(gitEnvironment({ ...hook, ...own, EDITOR: "vi", PAGER: "less", LC_ALL: "de_DE", UNSET: undefined })).toEqual({
    ...own,
    ...patience,
    ...fixed,
  });
});
