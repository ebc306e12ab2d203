// What looking through sources needs, and nothing else: an entry of its own, so that a thread that does only that starts quickly.
export type { ImportedName } from "./imports/imported-name.ts";
export { scanContent } from "./imports/scan-content.ts";
export { importLanguageOf, importLanguages, scanImports, sourceLanguageOf } from "./imports/scan-imports.ts";
