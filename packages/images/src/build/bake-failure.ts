import type { SluiceError } from "@sluice/core";
import { targetNames } from "../bake/render-bake-file.ts";
import { dockerError, lastWords } from "../buildx/docker-error.ts";

/** How many of buildx's last lines an error shows. */
const LINES = 20;

/** What a failed bake printed → the error that names the image and shows the last lines. Pure. */
export function bakeFailure(stderr: string, images: readonly { name: string; dockerfile: string }[]): SluiceError {
  const failed = failedImage(stderr, images);
  const subject = failed === undefined ? `one of ${images.map(({ name }) => name).join(", ")}` : failed.name;
  return dockerError(subject, registryPart(stderr), {
    code: "SLUICE_IMAGE_BUILD_FAILED",
    message: `The image ${subject} could not be built${failed === undefined ? "" : ` from ${failed.dockerfile}`}:\n${lastWords(failureBlock(stderr), LINES)}`,
    hint: "Mend what the lines above say, then run the command again: images that are done already are not built again.",
  });
}

/** buildx repeats a failed step under a line of dashes: ` > [gateway linux/arm64 build 2/3] RUN …`. */
function failedImage<Image extends { name: string }>(stderr: string, images: readonly Image[]): Image | undefined {
  const targets = targetNames(images);
  const steps = new Set([...stderr.matchAll(/^ > \[(\S+?)[ \]]/gm)].map(([, target]) => target));
  const failed = images.find(({ name }) => steps.has(targets.get(name) ?? name));
  return failed ?? (images.length === 1 ? images[0] : undefined);
}

/** A step's own output may speak of refused connections too: only buildx's last line tells whose fault it was. */
function registryPart(stderr: string): string {
  const last = lastWords(stderr, 1);
  return /failed to (push|resolve|do request|fetch|authorize)|unexpected status|docker daemon/i.test(last) && !/process "/.test(last)
    ? last
    : "";
}

function failureBlock(stderr: string): string {
  const start = stderr.indexOf("------\n > [");
  return start < 0 ? stderr : stderr.slice(start);
}
