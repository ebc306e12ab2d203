import type { Spinner } from "yocto-spinner";

/** A line on stderr that says what takes so long, and is gone before anything else is written. */
export interface WorkingLine {
  /** Names what is being done now; null: nothing, because another program has the terminal. */
  say(text: string | null): void;
  /** Takes the line away; it comes back when there is silence for as long again. */
  clear(): void;
}

/** Milliseconds of silence before the line is there: what is quicker needs none. */
const PATIENCE = 1000;

/** A line for a terminal; without one, one that never shows. */
export function openWorkingLine(isShown: boolean): WorkingLine {
  return isShown ? new SpinningLine() : { say: () => {}, clear: () => {} };
}

class SpinningLine implements WorkingLine {
  #text: string | null = "Working";
  #spinner: Spinner | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor() {
    this.clear();
  }

  say(text: string | null): void {
    this.#text = text;
    if (text === null || this.#spinner === null) this.clear();
    else this.#spinner.text = `${text} …`;
  }

  clear(): void {
    this.#spinner?.stop();
    this.#spinner = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    // It keeps no process alive that has nothing else to do.
    this.#timer = this.#text === null ? null : setTimeout(() => void this.#show(), PATIENCE).unref();
  }

  async #show(): Promise<void> {
    const timer = this.#timer;
    const { default: yoctoSpinner } = await import("yocto-spinner");
    // Something was written while the spinner was loaded.
    if (timer !== this.#timer || this.#text === null) return;
    this.#spinner = yoctoSpinner({ text: `${this.#text} …`, stream: process.stderr }).start();
  }
}
