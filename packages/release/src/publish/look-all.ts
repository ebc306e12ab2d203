const lookingAtOnce = 8;

/** What is found for each key, several looked for at a time, in the order of the keys; what is null has no entry. */
export async function lookAll<T>(keys: readonly string[], look: (key: string) => Promise<T | null>): Promise<Map<string, T>> {
  const unique = [...new Set(keys)];
  const found = new Map<string, T>();
  const queue = [...unique];
  const work = async (): Promise<void> => {
    for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
      const value = await look(key);
      if (value !== null) found.set(key, value);
    }
  };
  await Promise.all(Array.from({ length: lookingAtOnce }, work));
  const sorted = new Map<string, T>();
  for (const key of unique) {
    const value = found.get(key);
    if (value !== undefined) sorted.set(key, value);
  }
  return sorted;
}
