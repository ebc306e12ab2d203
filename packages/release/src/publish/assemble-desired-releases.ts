import semver from "semver";
import { changelogSectionBody, findChangelogSection } from "../changelog/changelog-section.ts";
import type { ReleasePackage } from "../model/release-package.ts";
import { checkGoMajor, goModuleTag } from "../go/go-module-tag.ts";
import { computeChannel } from "./compute-channel.ts";
import type { DesiredPackage, DesiredRelease } from "./desired-release.ts";
import { computePackagesToPublish, type IndexSettings } from "./packages-to-publish.ts";
import type { NpmToPublish, PackageToPublish } from "./publish-ports.ts";
import type { SelectedRelease } from "./select-releases.ts";

/** The tag rules of one image for one git tag, as @sluice/images computed them. */
export interface ImageReferences {
  image: string;
  gitTag: string;
  /** The reference that never moves first, then those that follow it: `…:v1.2.3`, `…:1.2`, `…:1`. */
  references: string[];
}

/**
 * Says what selected releases have to be in the world.
 *
 * @param commit the commit that is checked out: where a git tag is made when it is missing
 * @param gitTags names of all git tags, those of the remote among them: `latest` never moves back behind them
 * @param changelogs content of CHANGELOG.md by package name
 * @param references the references of every image of the selected packages
 */
export function assembleDesiredReleases(options: {
  selected: readonly SelectedRelease[];
  commit: string;
  gitTags: readonly string[];
  changelogs: ReadonlyMap<string, string>;
  references: readonly ImageReferences[];
  platforms: readonly string[];
  /** Who may see npm packages that do not say it themselves: `access` of .changeset/config.json. */
  access: NpmToPublish["access"];
  /** Name of the snapshot, which is its npm dist-tag; left out for releases. */
  snapshot?: string | undefined;
  /** Where packages go that are not npm's. */
  indexes: IndexSettings;
}): DesiredRelease[] {
  const { selected, commit, changelogs, gitTags } = options;
  const indexed = computePackagesToPublish(
    selected.flatMap(({ packages }) => packages),
    options.indexes,
  );
  return selected.map((release) => {
    const notes = renderNotes(release, changelogs);
    const isLatest = release.packages.every(({ package: { name }, version }) => computeChannel({ name, version, gitTags }).isLatest);
    const prerelease = release.packages.some(({ version }) => semver.prerelease(version) !== null);
    return {
      gitTag: release.gitTag,
      commit,
      packages: release.packages.map((entry) => desirePackage(entry.package, entry.version, release.gitTag, { ...options, indexed })),
      ...(options.snapshot === undefined ? {} : { isSnapshot: true }),
      github:
        options.snapshot !== undefined
          ? null
          : { tag: release.gitTag, name: release.gitTag, body: notes, prerelease, ...(isLatest ? {} : { latest: false }) },
    };
  });
}

function desirePackage(
  source: ReleasePackage,
  version: string,
  gitTag: string,
  options: {
    references: readonly ImageReferences[];
    platforms: readonly string[];
    access: NpmToPublish["access"];
    gitTags: readonly string[];
    snapshot?: string | undefined;
    indexed: ReadonlyMap<string, PackageToPublish[]>;
  },
): DesiredPackage {
  const own = options.references.filter((entry) => entry.gitTag === gitTag && source.images.some(({ name }) => name === entry.image));
  return {
    name: source.name,
    version,
    images: own.map(({ image, references }) => ({ image, references, platforms: [...options.platforms], version, gitTag })),
    npm: desireNpm(source, version, options),
    indexed: options.indexed.get(source.name) ?? [],
    ...desireModuleTag(source, version, gitTag),
  };
}

function desireModuleTag(source: ReleasePackage, version: string, gitTag: string): Pick<DesiredPackage, "moduleTag" | "problem"> {
  const moduleTag = goModuleTag(source, version);
  if (moduleTag === null || moduleTag === gitTag) return {};
  const problem = checkGoMajor(source, version);
  if (problem === null) return { moduleTag };
  return {
    moduleTag,
    problem: { ...problem, hint: "Change the module's path in go.mod and in the imports of it, or choose another bump." },
  };
}

function desireNpm(
  source: ReleasePackage,
  version: string,
  { access, gitTags, snapshot }: { access: NpmToPublish["access"]; gitTags: readonly string[]; snapshot?: string | undefined },
): NpmToPublish | null {
  if (source.ecosystem !== "npm" || source.private || source.packageJson === null) return null;
  const { publishConfig } = source.packageJson;
  return {
    name: source.name,
    version,
    root: source.root,
    distTag: snapshot ?? computeChannel({ name: source.name, version, gitTags }).distTag,
    access: publishConfig?.access ?? access,
    registry: publishConfig?.registry ?? null,
  };
}

/** The changelog sections of a release; with the packages' names above them when there are several. */
function renderNotes(release: SelectedRelease, changelogs: ReadonlyMap<string, string>): string {
  const sections = release.packages.map(({ package: source, version }) => {
    const section = findChangelogSection(changelogs.get(source.name) ?? "", version);
    const body = section === null ? "" : changelogSectionBody(section);
    return { name: source.name, body: body === "" ? `No changelog entry for ${source.name} ${version}.` : body };
  });
  if (sections.length === 1) return sections[0]?.body ?? "";
  return sections.map(({ name, body }) => `## ${name}\n\n${body}`).join("\n\n");
}
