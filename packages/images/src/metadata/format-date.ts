import { createRequire } from "node:module";
import type Moment from "moment-timezone";

const load = createRequire(import.meta.url);

/**
 * Formats a date with the tokens of moment (`YYYYMMDD-HHmmss`, `gggg.ww`, `X`), the ones the rule language has always used.
 * Without a format, ISO 8601 to the second. The time zone is an IANA name.
 *
 * @throws Error when the time zone is unknown.
 */
export function formatDate(date: Date, format: string | undefined, timeZone = "UTC"): string {
  // Loaded on first use: most rules hold no date, and the zone tables take their time.
  const moment = load("moment-timezone") as typeof Moment;
  if (moment.tz.zone(timeZone) === null) throw new Error(`the time zone '${timeZone}' is unknown`);
  return moment(date).tz(timeZone).format(format);
}
