// What an answer that is remembered needs, and nothing else: an entry of its own, so that nothing else is loaded.
export { filterAffected } from "./filter/filter-affected.ts";
export { type Answer, answerSettings, KNOWN_BASES, recallAnswer, type RememberedAnswer } from "./memory/answer.ts";
export { openMemory } from "./memory/open-memory.ts";
