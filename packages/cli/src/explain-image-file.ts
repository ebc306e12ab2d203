import { relative, resolve, sep } from "node:path";
import { hintNames, SluiceError } from "@sluice/core";
import { readInputExplanation } from "@sluice/images";
import type { CommandContext } from "./command.ts";
import { readProject } from "./read-project.ts";
import { renderInputExplanation } from "./render/input-explanation.ts";

/** `sluice images plan --why <image> <file>`: why the file is an input of the image, or why it is not. */
export async function explainImageFile(name: string, path: string | undefined, context: CommandContext): Promise<void> {
  if (path === undefined)
    throw new SluiceError("SLUICE_USAGE", "--why needs an image and a file", {
      hint: "Write `sluice images plan --why gateway services/gateway/src/main.ts`.",
    });
  const { repository, images, files } = await readProject(context, { withKnownBases: true });
  const image = images.find((candidate) => candidate.name === name);
  if (image === undefined)
    throw new SluiceError("SLUICE_UNKNOWN_IMAGE", `${name}: no image has this name`, {
      hint: hintNames(
        name,
        images.map((candidate) => candidate.name),
        "This repository has no image that Sluice knows: see `sluice images plan --all`.",
      ),
    });
  const file = relative(repository.root, resolve(context.cwd, path)).split(sep).join("/");
  const explanation = await readInputExplanation({ root: repository.root, image, files, file });
  if (context.json) context.printJson({ schemaVersion: 1, image: name, file, explanation });
  else context.print(renderInputExplanation(name, file, explanation));
}
