import { execa } from "execa";

/** A git repository whose history is read; its working tree is left alone. */
export interface History {
  git(...args: string[]): Promise<string>;
  /** Texts of files at a commit, by path. */
  read(commit: string, paths: readonly string[]): Promise<Map<string, string>>;
  list(commit: string): Promise<string[]>;
}

export function openHistory(path: string): History {
  const git = async (...args: string[]): Promise<string> => (await execa("git", args, { cwd: path, maxBuffer: 500_000_000 })).stdout;
  return {
    git,
    list: async (commit) => (await git("ls-tree", "-r", "--name-only", "-z", commit)).split("\0").filter((name) => name !== ""),
    read: async (commit, paths) => {
      const texts = new Map<string, string>();
      for (const file of paths) texts.set(file, await git("show", `${commit}:${file}`));
      return texts;
    },
  };
}
