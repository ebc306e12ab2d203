import type { AffectedResult } from "@sluice/affected";

/** A GitHub Actions matrix: one job for each affected project, or for several. */
export interface AffectedMatrix {
  include: (ProjectJob | PackedJob)[];
}

/** The job of one project. `image` says whether its image is affected as well. */
interface ProjectJob {
  project: string;
  root: string;
  type: "app" | "lib";
  targets: string[];
  image: boolean;
}

/** The job of several: `project` is their names with commas between them, as `nx run-many --projects` takes them. */
interface PackedJob {
  project: string;
  projects: string[];
  targets: string[];
  image: boolean;
}

/**
 * One job a project; with `max`, when that would be more, that many jobs with about the same number of targets and images
 * in each. The same result gives the same jobs.
 */
export function affectedMatrix({ projects, images }: Pick<AffectedResult, "projects" | "images">, max: number | null): AffectedMatrix {
  const withImage = new Set(images.map(({ project }) => project));
  const jobs = projects.map(({ name, root, type, targets }) => ({ project: name, root, type, targets, image: withImage.has(name) }));
  return { include: max === null || jobs.length <= max ? jobs : pack(jobs, max) };
}

/** The heaviest first, each to the job that has least to do. */
function pack(jobs: readonly ProjectJob[], max: number): PackedJob[] {
  const bins = Array.from({ length: max }, (): { weight: number; jobs: ProjectJob[] } => ({ weight: 0, jobs: [] }));
  for (const job of [...jobs].sort((a, b) => weightOf(b) - weightOf(a))) {
    const lightest = bins.reduce((best, bin) => (bin.weight < best.weight ? bin : best));
    lightest.weight += weightOf(job);
    lightest.jobs.push(job);
  }
  return bins.map(({ jobs: packed }) => {
    const projects = packed.map(({ project }) => project).sort();
    const targets = [...new Set(packed.flatMap((job) => job.targets))].sort();
    return { project: projects.join(","), projects, targets, image: packed.some(({ image }) => image) };
  });
}

function weightOf({ targets, image }: ProjectJob): number {
  return 1 + targets.length + (image ? 1 : 0);
}
