// Makes the monorepo of `npm run bench:affected` in a process of its own, since starting a program takes the longer the larger the one is that
// starts it. Prints a {@link PreparedMonorepo}.
import { type Bump, bumpDependency } from "./bump-dependency.ts";
import { generateMonorepo, type Monorepo } from "./generate-monorepo.ts";

/** What the measurements need of a monorepo. */
export interface PreparedMonorepo extends Pick<Monorepo, "folder" | "path" | "affected"> {
  bump: Bump;
}

const [folder = "", projects, files, languages] = process.argv.slice(2);
const monorepo = generateMonorepo({
  folder,
  projects: Number(projects),
  languages: languages === "mixed" ? "mixed" : "npm",
  files: Number(files),
  seed: 1,
});
const prepared: PreparedMonorepo = { folder, path: monorepo.path, affected: monorepo.affected, bump: bumpDependency(monorepo) };
console.log(JSON.stringify(prepared));
