/** The longest time, in milliseconds, that a registry's wish to wait is followed within one command. */
export const LONGEST_WAIT = 30_000;

/**
 * How long to wait before asking a registry again, in milliseconds. What `Retry-After` says, seconds or an HTTP date, is
 * followed; without it the wait doubles from half a second on. Pure.
 *
 * @param attempt how many times it was asked already, from 1 on
 */
export function retryWait(retryAfter: string | null, attempt: number, now: Date): number {
  const usual = 500 * 2 ** (attempt - 1);
  if (retryAfter === null) return usual;
  if (/^\d+$/.test(retryAfter.trim())) return Math.max(usual, Number(retryAfter) * 1000);
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? usual : Math.max(usual, date - now.getTime());
}
