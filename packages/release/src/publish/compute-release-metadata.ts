import { computeMetadata, gitTagEvent, versionForImage, type Metadata, type RepositoryDetails } from "@sluice/images";
import { taggedVersions } from "../plan/current-version.ts";
import type { SelectedRelease } from "./select-releases.ts";

/** Where `images build` puts annotations too: what it built for the same content is what is released. */
const annotationLevels = ["manifest", "index"];

/** Tags and labels of one image for one release. */
export interface ReleaseImageMetadata {
  image: string;
  gitTag: string;
  metadata: Metadata;
}

/**
 * Tags and labels of every image of the selected releases, as if each git tag had just been pushed. `1.2` and `1` are
 * left out where a higher version of the package has them.
 *
 * @param prefix registry and path before an image's name
 * @param gitTags names of all git tags, those of the remote among them
 */
export function computeReleaseMetadata(options: {
  selected: readonly SelectedRelease[];
  commit: string;
  prefix: string;
  rules: readonly string[];
  flavor: readonly string[];
  repository: RepositoryDetails;
  commitTime: Date;
  gitTags: readonly string[];
}): ReleaseImageMetadata[] {
  const { selected, commit, prefix, rules, flavor, repository, commitTime, gitTags } = options;
  const found: ReleaseImageMetadata[] = [];
  for (const { gitTag, packages } of selected) {
    for (const { package: source, version } of packages) {
      const existingVersions = [...taggedVersions(source.name, gitTags), ...gitTags.filter((tag) => /^v?\d/.test(tag))];
      for (const { name: image, repository: shortName, variant } of source.images) {
        // A package's second image has another name than the git tag says, and is released all the same.
        const own = versionForImage(gitTag, shortName) === null ? `${shortName}@${version}` : gitTag;
        const event = gitTagEvent(own, commit);
        const images = [`${prefix}/${shortName}`];
        const metadata = computeMetadata({
          event,
          repository,
          images,
          variant,
          rules,
          flavor,
          now: commitTime,
          commitTime,
          existingVersions,
          annotationLevels,
        });
        found.push({ image, gitTag, metadata });
      }
    }
  }
  return found;
}
