import { SluiceError } from "@sluice/core";
import { isIndexStep, type PublishPlan } from "./assemble-publish-plan.ts";
import type { PublishPorts, PublishProblem } from "./publish-ports.ts";

/**
 * Everything that can be known before anything is done that cannot be undone: tags, a clean tree, the branch, logins, built
 * packages, versions that are taken, the number of requests that are left. Asks only the doors that the plan goes through, and tells all problems at once.
 *
 * @throws the problem's own code when there is one; SLUICE_PREFLIGHT_FAILED with all of them when there are more
 */
export async function checkPublish(plan: PublishPlan, ports: PublishPorts): Promise<void> {
  const found = await Promise.all([
    checkGit(plan, ports),
    checkImages(plan, ports),
    checkNpm(plan, ports),
    checkIndexes(plan, ports),
    checkGitHub(plan, ports),
  ]);
  const problems = [...plan.problems, ...found.flat()];
  const [first] = problems;
  if (first === undefined) return;
  if (problems.length === 1) throw new SluiceError(first.code, first.message, { hint: first.hint });
  const lines = problems.map((problem) => `- ${problem.code}: ${problem.message}\n  ${problem.hint}`);
  throw new SluiceError(
    "SLUICE_PREFLIGHT_FAILED",
    `Nothing was published. ${problems.length} things are in the way:\n${lines.join("\n")}`,
    {
      hint: "Mend them and run the same command again.",
    },
  );
}

async function checkGit(plan: PublishPlan, { git }: PublishPorts): Promise<PublishProblem[]> {
  const tags = plan.steps.flatMap((step) => (step.kind === "git-tag" ? [step.reference] : []));
  return git.check(tags.map((gitTag) => gitTag.slice(gitTag.lastIndexOf("@") + 1)));
}

async function checkImages(plan: PublishPlan, { images }: PublishPorts): Promise<PublishProblem[]> {
  const wanted = plan.steps.flatMap((step) => (step.kind === "image" && step.action === "build" ? [step.image] : []));
  return wanted.length === 0 ? [] : images.check(wanted);
}

async function checkNpm(plan: PublishPlan, { npm }: PublishPorts): Promise<PublishProblem[]> {
  const targets = plan.steps.flatMap((step) => (step.kind === "npm" ? [step.npm] : []));
  return targets.length === 0 ? [] : npm.check(targets);
}

async function checkIndexes(plan: PublishPlan, { indexes }: PublishPorts): Promise<PublishProblem[]> {
  const targets = plan.steps.flatMap((step) => (isIndexStep(step) ? [step.target] : []));
  const found = await Promise.all(
    [...Map.groupBy(targets, ({ kind }) => kind)].map(async ([kind, group]) => (await indexes[kind]?.check(group)) ?? []),
  );
  return found.flat();
}

async function checkGitHub(plan: PublishPlan, { github }: PublishPorts): Promise<PublishProblem[]> {
  if (github === null || !plan.steps.some((step) => step.kind === "github-release")) return [];
  // Each platform of an image may have an SBOM.
  const files = plan.steps.reduce((sum, step) => sum + ("image" in step ? step.image.platforms.length : 0), 0);
  return github.check(plan.steps.filter((step) => step.kind === "github-release").length, files);
}
