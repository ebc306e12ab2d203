export function onProcessEnd(cleanup: () => void): () => void;
