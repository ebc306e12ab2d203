import type { InputExplanation } from "@sluice/images";

/** Why a file is an input of an image, or why it is not. */
export function renderInputExplanation(image: string, file: string, explanation: InputExplanation): string {
  const is = `${file} is an input of ${image}`;
  const isNot = `${file} is no input of ${image}`;
  switch (explanation.kind) {
    case "dockerfile":
      return `${is}: it is its Dockerfile`;
    case "ignore-file":
      return `${is}: it says what its build context leaves out`;
    case "taken":
      return [
        `${is}:`,
        ...explanation.by.map(
          ({ dockerfile, line, instruction, stage, context }) =>
            `  ${dockerfile}:${line}  ${instruction}  (stage ${stage}, context ${context})`,
        ),
      ].join("\n");
    case "ignored":
      return `${isNot}: ${explanation.by.ignoreFile}:${explanation.by.line} ignores it with ${explanation.by.pattern}`;
    case "outside":
      return `${isNot}: it is outside of ${explanation.contexts.join(" and ")}, from which the image is built`;
    case "not-copied":
      return `${isNot}: no instruction of ${explanation.dockerfile} that the image needs copies it`;
    case "unknown":
      return `${isNot}: git knows no such file`;
  }
}
