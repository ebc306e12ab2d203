import type { Release, ReleaseAsset } from "./github.ts";

/** A release as GitHub answers with it. */
interface ReleaseDocument {
  id: number;
  tag_name: string;
  name: string | null;
  body?: string | null;
  draft: boolean;
  prerelease: boolean;
  target_commitish: string;
  html_url: string;
  upload_url: string;
  assets: AssetDocument[];
}

/** A file of a release as GitHub answers with it. */
interface AssetDocument {
  id: number;
  name: string;
  size: number;
  state: string;
  digest?: string | null;
  browser_download_url: string;
}

/** What an answer says of a release; its files by name. */
export function toRelease(data: ReleaseDocument): Release {
  return {
    id: data.id,
    tag: data.tag_name,
    name: data.name ?? "",
    body: data.body ?? "",
    draft: data.draft,
    prerelease: data.prerelease,
    target: data.target_commitish,
    htmlUrl: data.html_url,
    uploadUrl: data.upload_url,
    assets: data.assets.map(toAsset).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** What an answer says of a file. */
export function toAsset(data: AssetDocument): ReleaseAsset {
  const { id, name, size, state, digest = null, browser_download_url: downloadUrl } = data;
  return { id, name, size, state, digest, downloadUrl };
}
