/** A git tag, with the commit it stands for (an annotated tag's own object is not told). */
export interface GitTag {
  name: string;
  /** Hex id of the commit. */
  revision: string;
  /** When the tag was made; for a lightweight tag, when its commit was. */
  time: Date;
}
