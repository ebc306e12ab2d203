import { lowerBound } from "@sluice/core";

/**
 * The files of a list that lie in a folder; those in "." are all that are not above it. The images of a repository are all read with one
 * and the same list, so it is put in order once and looked up after that.
 */
export function filesBelow(files: readonly string[], folder: string): readonly string[] {
  if (folder === ".") return files.filter((file) => !file.startsWith("../"));
  const list = inOrder(files);
  // "0" follows "/": the first path that is not below the folder any more.
  return list.slice(lowerBound(list, `${folder}/`), lowerBound(list, `${folder}0`));
}

/** Whether a file is in the list, which is put in order once as well. */
export function hasFile(files: readonly string[], file: string): boolean {
  const list = inOrder(files);
  return list[lowerBound(list, file)] === file;
}

const orders = new WeakMap<readonly string[], readonly string[]>();

function inOrder(files: readonly string[]): readonly string[] {
  const order = orders.get(files) ?? [...files].sort();
  orders.set(files, order);
  return order;
}
