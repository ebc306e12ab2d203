import type { ReadFile } from "../model/reading.ts";
import type { FileIndex } from "./file-index.ts";
import type { IgnoredFolders } from "./ignored-folders.ts";

/** What every ecosystem is given to read its manifests. */
export interface ReadingContext {
  files: FileIndex;
  ignored: IgnoredFolders;
  readFile: ReadFile;
  /** The name a project at the repository root gets when its manifest has none: the name of the root folder. */
  rootName: string;
}

/** The name of a project whose manifest has none: that of its folder, in lower case as Nx does it. */
export function nameFromFolder(root: string, { rootName }: Pick<ReadingContext, "rootName">): string {
  const [own = "", above] = root.split("/").toReversed();
  // `src` says nothing: what is in `cartservice/src` is the cartservice.
  const name = root === "." ? rootName : own === "src" && above !== undefined ? above : own;
  return name.toLowerCase();
}
