import { SluiceError } from "@sluice/core/quick";
import type { CommandOptions } from "./command.ts";

/**
 * How many jobs `--max` allows a matrix to have; null for any number. Throws SLUICE_USAGE for what is no number of jobs, and where there is no
 * matrix that it could be about.
 */
export function readMaxJobs(options: CommandOptions): number | null {
  const text = options.text("max");
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new SluiceError("SLUICE_USAGE", `--max ${JSON.stringify(text)} is no number of jobs`, {
      hint: "Give a number from 1; GitHub takes 256 jobs.",
    });
  }
  const format = options.text("format");
  if (options.flag("json") || options.text("why") !== undefined || (format !== "matrix" && format !== "github")) {
    throw new SluiceError("SLUICE_USAGE", "--max says how many jobs a matrix may have, and none is asked for", {
      hint: "Add --format matrix or --format github, or leave --max out.",
    });
  }
  return Number(text);
}
