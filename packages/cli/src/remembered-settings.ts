import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { openMemory } from "@sluice/affected/quick";
import { configurationFiles } from "@sluice/core/quick";

type Memory = ReturnType<typeof openMemory>;

/**
 * What a repository's configuration comes to, as text for the keys of the memory, without loading or checking it: an earlier run that did
 * left it under the text of the file. "" without a configuration; null when it is not known.
 */
export function recallSettings(root: string, memory: Memory): string | null {
  const file = findConfiguration(root);
  if (file === null) return "";
  return isPlainConfiguration(file) ? (memory.read<{ settings: string }>(KIND, [file.path, file.text])?.settings ?? null) : null;
}

/** Keeps what the configuration came to, where its text alone decides that. */
export function rememberSettings(root: string, memory: Memory, settings: string): void {
  const file = findConfiguration(root);
  if (file !== null && isPlainConfiguration(file) && recallSettings(root, memory) !== settings)
    memory.write(KIND, [file.path, file.text], { settings });
}

const KIND = "configuration";

interface ConfigurationFile {
  path: string;
  text: string;
}

/** Null without one; what cannot be read is left to whoever reads it with an error to show. */
function findConfiguration(root: string): ConfigurationFile | null {
  for (const path of configurationFiles) {
    try {
      return { path, text: readFileSync(join(root, path), "utf8") };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) return { path, text: "import" };
    }
  }
  return null;
}

/** Whether a configuration says the same each time it is loaded: it takes nothing from other files, the environment or a call. */
export function isPlainConfiguration({ path, text }: ConfigurationFile): boolean {
  if (path.endsWith(".json")) return true;
  const rest = text.replace(/^import \{ defineConfig \} from (["'])@sluice\/cli\/config\1;?$/m, "").replace(/\bdefineConfig\(/, "");
  return !/\b(?:import|require|process|globalThis|get|new)\b|[\w\])]\s*\(|`|=>/.test(rest);
}
