import { describe, expect, it } from "vitest";
import { changesBetween, type EditedTree } from "./edited-tree.ts";

describe("changesBetween", () => {
  it("finds nothing between a working tree and itself", () => {
    const tree = edited({ "a.ts": ["1", true], "new.ts": ["1", false], "gone.ts": [null, false] });
    expect(changesBetween(tree, tree)).toEqual([]);
  });

  it("tells another content of a file that both have from a file that one of them lacks", () => {
    const before = edited({ "a.ts": ["1", true], "back.ts": ["1", true], "new.ts": ["1", false], "away.ts": ["1", false] });
    const after = edited({ "a.ts": ["2", true], "new.ts": ["2", false], "b.ts": ["1", true], "newer.ts": ["1", false] });
    expect(changesBetween(before, after)).toEqual([
      { path: "a.ts", modified: true },
      { path: "away.ts", modified: false },
      { path: "b.ts", modified: true },
      { path: "back.ts", modified: true },
      { path: "new.ts", modified: true },
      { path: "newer.ts", modified: false },
    ]);
  });

  it("counts what is deleted, and what is there again, as more than modified", () => {
    const [there, gone] = [edited({ "a.ts": ["1", true] }), edited({ "a.ts": [null, false] })];
    for (const [before, after] of [
      [there, gone],
      [gone, there],
      [gone, edited({})],
      [edited({}), gone],
    ] as const)
      expect(changesBetween(before, after)).toEqual([{ path: "a.ts", modified: false }]);
  });
});

function edited(files: Record<string, [content: string | null, isModified: boolean]>): EditedTree {
  return {
    tree: "tree",
    id: JSON.stringify(files),
    files: Object.entries(files).map(([path, [content, isModified]]) => ({ path, content, isModified, imports: [] })),
  };
}
