import type { DesiredRelease } from "./desired-release.ts";
import type { Receipt } from "./receipt.ts";

/**
 * How what a release made is taken into use, in Markdown: each artifact by what never changes, images by digest. It goes with the GitHub
 * release as `deployment.md`.
 */
export function renderDeployment(release: DesiredRelease, receipt: Receipt): string {
  const lines = [`# ${receipt.gitTag}`, "", `Made from the commit ${receipt.commit}.`];
  const section = (title: string, commands: readonly string[]): void => {
    if (commands.length > 0) lines.push("", `## ${title}`, "", "```sh", ...commands, "```");
  };
  section(
    "Images",
    receipt.images.flatMap(({ reference, digest, platforms }) => {
      const repository = reference.slice(0, reference.lastIndexOf(":"));
      return [`# ${reference}: ${platforms.join(", ")}`, `docker pull ${repository}@${digest}`];
    }),
  );
  const packages = release.packages.flatMap(({ indexed }) => indexed);
  section(
    "Helm charts",
    packages.flatMap(({ kind, name, version, reference }) => {
      const address = reference.slice(0, reference.lastIndexOf(":"));
      return kind === "helm" ? [`helm upgrade --install ${name} oci://${address} --version ${version}`] : [];
    }),
  );
  section(
    "npm packages",
    receipt.npm.map(({ reference }) => `npm install --save-exact ${reference}`),
  );
  section(
    "Python packages",
    packages.flatMap(({ kind, name, version }) => (kind === "pypi" ? [`pip install ${name}==${version}`] : [])),
  );
  section(
    "Crates",
    packages.flatMap(({ kind, name, version }) => (kind === "cargo" ? [`cargo add ${name}@=${version}`] : [])),
  );
  lines.push("", "What is there is in `receipt.json`; `sluice release verify` compares all of it with the registries.", "");
  return lines.join("\n");
}
