import semver from "semver";
import type { DoctorResult, Finding } from "./finding.ts";
import { programs } from "./needed-programs.ts";
import type { DockerFacts, GitHubFacts, MachineFacts, Problem, RepositoryFacts } from "./machine-facts.ts";

/** What Sluice runs on; the README says the same. */
const MINIMUM = { node: "24.0.0", git: "2.30.0", nx: "24.0.0" };

/** Facts → findings, in the order a person would mend them. */
export function assembleFindings(facts: MachineFacts): DoctorResult {
  const checks = [
    checkNode(facts.nodeVersion),
    checkGit(facts.gitVersion),
    ...checkRepository(facts),
    ...checkDocker(facts.docker, facts.repository),
    ...checkGitHub(facts.github),
  ];
  return { schemaVersion: 1, healthy: checks.every(({ status }) => status !== "error"), checks };
}

function checkNode(version: string): Finding {
  if (semver.gte(version, MINIMUM.node)) return ok("node", `Node.js ${version}`);
  return error(
    "node",
    `Node.js ${version} is too old: Sluice needs 24 or newer`,
    "npm install --save-dev node@24, or install it with your version manager",
  );
}

function checkGit(version: string | null): Finding {
  if (version === null) return error("git", "There is no git on PATH", "Install git 2.30 or newer");
  const parsed = semver.coerce(version);
  if (parsed !== null && semver.gte(parsed, MINIMUM.git)) return ok("git", `git ${version}`);
  return error("git", `git ${version} is too old`, "Install git 2.30 or newer");
}

function checkRepository({ repository, problem }: MachineFacts): Finding[] {
  if (repository === null) return [problemFinding("repository", problem)];
  return [
    checkHistory(repository),
    checkRemote(repository),
    ok("configuration", repository.configurationPath ?? "no configuration file: all defaults"),
    ...checkProjects(repository),
    checkNx(repository),
    ...checkPrograms(repository),
    checkChangesets(repository),
    ...checkRegistry(repository),
    ...checkWorkflows(repository),
  ];
}

function checkHistory({ shallow }: RepositoryFacts): Finding {
  if (!shallow) return ok("history", "the whole history is here");
  const fix = "fetch-depth: 0 with actions/checkout, or git fetch --unshallow";
  return warning("history", "The clone is shallow: the base of a comparison and the last release tag may be missing", fix);
}

function checkRemote({ remote, remotes }: RepositoryFacts): Finding {
  if (remotes.includes(remote)) return ok("remote", remote);
  return warning(
    "remote",
    `There is no git remote ${remote}: nothing can be tagged or released`,
    `git remote add ${remote} <url>, or name another one as "remote" in the configuration`,
  );
}

function checkProjects({ projects, images, warnings }: RepositoryFacts): Finding[] {
  const found =
    projects === 0
      ? error(
          "projects",
          "No project was found",
          "Add a package.json, pyproject.toml, go.mod, Cargo.toml or Dockerfile, and look at projects.ignore in the configuration",
        )
      : ok("projects", `projects: ${projects}, images: ${images}`);
  // What cannot be read fails its targets in CI; all else is said there, too, and stops nothing.
  const findings = warnings.map(({ code, message }) => {
    const report = code.startsWith("SLUICE_BROKEN_") ? error : warning;
    return report("projects", `${code}: ${message}`, "Mend the file that is named");
  });
  return [found, ...findings];
}

function checkNx({ nx }: RepositoryFacts): Finding {
  const add = "npm install --save-dev nx @sluice/nx";
  if (nx.version === null) return warning("nx", "nx is not installed: sluice run does not work, everything else does", add);
  if (semver.lt(nx.version, MINIMUM.nx)) return error("nx", `nx ${nx.version} is too old: @sluice/nx needs 24`, "npx nx migrate latest");
  if (!nx.hasConfiguration)
    return error("nx", `nx ${nx.version} is installed, but there is no nx.json`, 'Write nx.json: { "plugins": ["@sluice/nx"] }');
  if (!nx.plugins.some((plugin) => plugin.startsWith("@sluice/nx"))) {
    return error(
      "nx",
      "nx.json does not name @sluice/nx: Nx sees no Python, Go, Rust or Docker projects",
      'Add "@sluice/nx" to "plugins" in nx.json',
    );
  }
  if (nx.missing.length > 0)
    return error(
      "nx",
      `nx.json names plugins that are not installed: ${nx.missing.join(", ")}`,
      "Install the repository's packages: npm install",
    );
  return ok("nx", `nx ${nx.version} with ${nx.plugins.join(", ")}`);
}

/** The pipelines install what they need; a person's machine, and a runner of one's own, may lack it. */
function checkPrograms({ programs: needed }: RepositoryFacts): Finding[] {
  const there = needed.filter(({ isThere }) => isThere).map(({ program }) => program);
  const missing = needed.filter(({ isThere }) => !isThere);
  return [
    ...(there.length === 0 ? [] : [ok("programs", there.join(", "))]),
    ...missing.map(({ program, projects }) =>
      warning("programs", `${program} is not on PATH: targets of ${someOf(projects)} cannot run here`, programs[program] ?? "Install it"),
    ),
  ];
}

function someOf(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}

function checkChangesets({ hasChangesets }: RepositoryFacts): Finding {
  if (hasChangesets) return ok("changesets", ".changeset/config.json");
  return warning(
    "changesets",
    "There is no .changeset/config.json: sluice release version finds no changesets",
    "npx @changesets/cli init",
  );
}

function checkRegistry({ registry, images, hasRegistryLogin }: RepositoryFacts): Finding[] {
  if (images === 0) return [ok("registry", "no images, so no registry is needed")];
  if (registry === null)
    return [warning("registry", "It is not known where images go", 'Set "images.registry" in the configuration, or give --registry')];
  if (hasRegistryLogin === true) return [ok("registry", `${registry}, with a login`)];
  const [host = ""] = registry.split("/");
  return [warning("registry", `docker has no login for ${host}: images can be built here, and not pushed`, `docker login ${host}`)];
}

function checkWorkflows({ outdatedWorkflows }: RepositoryFacts): Finding[] {
  if (outdatedWorkflows.length === 0) return [];
  return [warning("workflows", `Not what the configuration would write now: ${outdatedWorkflows.join(", ")}`, "sluice workflows write")];
}

function checkDocker(docker: DockerFacts | Problem, repository: RepositoryFacts | null): Finding[] {
  const needsImages = (repository?.images ?? 0) > 0;
  if ("code" in docker) {
    const finding = problemFinding("docker", docker);
    return [needsImages ? finding : { ...finding, status: "warning" }];
  }
  const client = ok("docker", `${docker.program}, buildx ${docker.buildxVersion}`);
  const missing = (repository?.platforms ?? []).filter((platform) => !docker.platforms.includes(platform));
  if (!needsImages || missing.length === 0) return [client, ok("platforms", docker.platforms.join(", "))];
  const message = `The builder runs no steps of ${missing.join(", ")}: a Dockerfile must cross-build (FROM --platform=$BUILDPLATFORM) for it`;
  return [client, warning("platforms", message, "docker/setup-qemu-action in CI, or apt-get install qemu-user-static binfmt-support")];
}

function checkGitHub(facts: GitHubFacts): Finding[] {
  return [checkAccess(facts), ...checkScopes(facts)];
}

/** A workflow's token writes what the job's permissions say; those are in the workflow. */
function checkScopes({ access, canPush, scopes, isActions }: GitHubFacts): Finding[] {
  if (access !== "ok" || isActions) return [];
  const findings: Finding[] = [];
  if (canPush === false)
    findings.push(
      warning("token", "The token cannot write: no releases and no release pull request", "Give it contents and pull requests to write"),
    );
  if (scopes !== null && !scopes.includes("write:packages"))
    findings.push(
      warning(
        "token",
        "The token lacks the scope write:packages: it pushes no images to ghcr.io",
        "gh auth refresh --scopes write:packages",
      ),
    );
  return findings;
}

function checkAccess({ repository, hasToken, isActions, access, canPush }: GitHubFacts): Finding {
  if (access === "ok") return ok("github", `${repository}, with a token that can ${canPush === true ? "write to" : "read"} it`);
  if (access !== null) return problemFinding("github", access);
  if (!hasToken) {
    const message = "There is no GITHUB_TOKEN: no GitHub releases, and the last green run of a push is not asked for";
    const fix = isActions
      ? "Give the step `env: GITHUB_TOKEN: ${{ github.token }}`"
      : "export GITHUB_TOKEN=…, with access to the repository's contents";
    return warning("github", message, fix);
  }
  return warning("github", "It is not known which GitHub repository this is", "export GITHUB_REPOSITORY=owner/name");
}

function problemFinding(check: string, problem: Problem | null): Finding {
  return error(check, `${problem?.code}: ${problem?.message}`, problem?.hint ?? "See the message");
}

function ok(check: string, message: string): Finding {
  return { check, status: "ok", message };
}

function warning(check: string, message: string, fix: string): Finding {
  return { check, status: "warning", message, fix };
}

function error(check: string, message: string, fix: string): Finding {
  return { check, status: "error", message, fix };
}
