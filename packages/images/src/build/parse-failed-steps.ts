/** A step that failed, as buildx repeats it at the end. */
export interface FailedStep {
  /** The first word of its label: the bake target, where a bake has more than one. */
  target: string;
  /** With its label: `[api linux/arm64 build 2/3] RUN make`. */
  step: string;
  /** An instruction of a Dockerfile, and not something of BuildKit's own. */
  isInstruction: boolean;
  /** What BuildKit says about it; "" when that is not found. */
  error: string;
  /** The last lines it wrote. */
  output: string;
}

/**
 * The steps that failed in what buildx printed with `--progress plain`; those that others made it cancel are not among them. A step that
 * two targets share has the label of one of them. Pure.
 */
export function parseFailedSteps(stderr: string): FailedStep[] {
  return [...stderr.matchAll(/^------\n > (\[.*)\n([^]*?)^------$/gm)].map(([, head = "", output = ""]) => {
    const step = head.replace(/:$/, "");
    const [, label = ""] = /^\[([^\]]*)\]/.exec(step) ?? [];
    return {
      target: label.split(" ", 1)[0] ?? "",
      step,
      isInstruction: / ?\d+\/\d+$/.test(label),
      error: errorOf(step, stderr),
      output: output.trimEnd(),
    };
  });
}

/** `#9 [api 1/1] RUN x` … `#9 ERROR: the error`; the label there may be that of another target with the same step. */
function errorOf(step: string, stderr: string): string {
  const lines = stderr.split("\n");
  const isOf = (text: string) => lines.flatMap((line) => (line.endsWith(text) ? (/^#\d+ (?=\[)/.exec(line)?.[0] ?? []) : []));
  const exact = isOf(step);
  const numbers = exact.length > 0 ? exact : isOf(step.slice(step.indexOf("] ")));
  const found = lines.find((line) => numbers.some((number) => line.startsWith(`${number}ERROR: `)));
  return found?.replace(/^#\d+ ERROR: /, "") ?? "";
}
