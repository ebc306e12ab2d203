import { infrastructureKindOf, type InfrastructureKind } from "../infrastructure/infrastructure-files.ts";
import { scanDockerfile } from "../infrastructure/scan-dockerfile.ts";
import { scanTerraform } from "../infrastructure/scan-terraform.ts";
import { scanChart, scanCompose, scanKustomization } from "../infrastructure/scan-yaml-references.ts";
import type { ImportedName } from "./imported-name.ts";
import { scanGo } from "./scan-go.ts";
import { scanJavascript } from "./scan-javascript.ts";
import { scanPython } from "./scan-python.ts";
import { scanRust } from "./scan-rust.ts";

/** Languages whose imports are looked at; with the files of a deployment, which name others by path or image. */
export type ImportLanguage = "javascript" | "python" | "go" | "rust" | InfrastructureKind;

const [DOT, LETTER_A] = [46, 97];

/** By {@link endingOf}. */
const languages: ReadonlyMap<number, ImportLanguage> = new Map<number, ImportLanguage>(
  Object.entries({
    javascript: ["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "vue", "svelte", "astro", "mdx"],
    python: ["py", "pyi"],
    go: ["go"],
    rust: ["rs"],
  } as const).flatMap(([language, endings]) => endings.map((ending) => [endingOf(`.${ending}`), language as ImportLanguage] as const)),
);

const scanners: Record<ImportLanguage, (text: string) => ImportedName[]> = {
  javascript: scanJavascript,
  python: scanPython,
  go: scanGo,
  rust: scanRust,
  kustomize: scanKustomization,
  helm: scanChart,
  terraform: scanTerraform,
  compose: scanCompose,
  docker: scanDockerfile,
};

/** All of them. */
export const importLanguages = Object.keys(scanners) as readonly ImportLanguage[];

/** The language of a source file by its name; null for any other file. */
export function importLanguageOf(path: string): ImportLanguage | null {
  return languages.get(endingOf(path)) ?? infrastructureKindOf(path);
}

/** The up to six small letters behind the last dot as one number, which is quicker to look up than a text that is cut out; 0 for any other ending. */
function endingOf(path: string): number {
  let ending = 0;
  for (let at = path.length - 1; at >= path.length - 7; at--) {
    const code = path.charCodeAt(at);
    if (code === DOT) return ending;
    if (code < LETTER_A || code >= LETTER_A + 26) return 0;
    ending = (ending << 5) | (code - LETTER_A + 1);
  }
  return 0;
}

/** Whether a file's imports are looked at: in a known language, and not below a folder of installed packages, whose imports are nobody's here. */
export function isSource(path: string): boolean {
  return sourceLanguageOf(path) !== null;
}

/** The language of a file whose imports are looked at, as {@link isSource} says; null for any other. */
export function sourceLanguageOf(path: string): ImportLanguage | null {
  const language = importLanguageOf(path);
  return language === null || isInstalled(path) || (language === "go" && isVendored(path)) ? null : language;
}

/** What `go mod vendor` copies in: modules of the repository that it imports, the go.mod lists too. No other Go code may stand in such a folder. */
function isVendored(path: string): boolean {
  return path.includes("vendor/") && /(^|\/)vendor\//.test(path);
}

/** Below a folder of installed packages. */
export function isInstalled(path: string): boolean {
  return /(?:_modules|-packages|venv)\//.test(path) && /(^|\/)(node_modules|site-packages|\.venv|venv)\//.test(path);
}

/**
 * What a source file imports, each name once, in the order of the text. Depends on the text and on the language of the path alone, so that it can be
 * remembered by content. Empty for a file in no known language.
 */
export function scanImports(text: string, path: string): ImportedName[] {
  const language = importLanguageOf(path);
  return language === null ? [] : scanners[language](path.endsWith(".mdx") ? withoutCodeBlocks(text) : text);
}

/** MDX shows code in fences, which it does not run (https://spec.commonmark.org/0.31.2/#fenced-code-blocks). Lines stay where they are. */
function withoutCodeBlocks(text: string): string {
  return text.replace(/^[ \t]*(`{3,}|~{3,})[^\n`]*\n[\s\S]*?^[ \t]*\1/gm, (block) => block.replace(/[^\n]/g, ""));
}
