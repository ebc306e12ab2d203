import { normalizePackageName } from "@sluice/ecosystems";
import * as v from "valibot";

/** A file as an index of Python packages lists it. */
export interface IndexFile {
  name: string;
  /** Absolute, without a fragment. */
  url: string;
  /** In hexadecimal; null when the index does not say it. */
  sha256: string | null;
  yanked: boolean;
}

const documentSchema = v.object({
  files: v.array(
    v.object({
      filename: v.string(),
      url: v.string(),
      hashes: v.optional(v.record(v.string(), v.string()), {}),
      yanked: v.optional(v.union([v.boolean(), v.string()]), false),
    }),
  ),
});

/** The page of a project in JSON (PEP 691); null when it is none. */
export function parseSimpleJson(document: unknown, pageUrl: string): IndexFile[] | null {
  const parsed = v.safeParse(documentSchema, document);
  if (!parsed.success) return null;
  return parsed.output.files.map(({ filename, url, hashes, yanked }) => ({
    name: filename,
    url: withoutFragment(url, pageUrl),
    sha256: hashes["sha256"] ?? null,
    yanked: yanked !== false,
  }));
}

/** The page of a project in HTML (PEP 503): an anchor for each file, its hash in the fragment; `data-yanked` by PEP 592. */
export function parseSimpleHtml(html: string, pageUrl: string): IndexFile[] {
  const files: IndexFile[] = [];
  for (const [, attributes = "", text = ""] of html.matchAll(/<a\b([^>]*)>([^<]*)<\/a>/gi)) {
    const href = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(attributes);
    const address = decodeEntities(href?.[1] ?? href?.[2] ?? "");
    if (address === "" || !URL.canParse(address, pageUrl)) continue;
    files.push({
      name: decodeEntities(text).trim(),
      url: withoutFragment(address, pageUrl),
      sha256: /#.*\bsha256=([0-9a-f]{64})/i.exec(address)?.[1]?.toLowerCase() ?? null,
      yanked: /\bdata-yanked\b/i.test(attributes),
    });
  }
  return files;
}

/**
 * The files of one version: wheels by the name that PEP 427 gives them, source archives by PEP 625's and what came before it.
 *
 * @param project its normalised name
 */
export function filesOfVersion(files: readonly IndexFile[], project: string, version: string): IndexFile[] {
  return files.filter(({ name }) => {
    const [distribution = "", found] = splitFileName(name);
    return normalizePackageName(distribution) === project && found === version;
  });
}

function splitFileName(name: string): [string, string | undefined] {
  if (name.endsWith(".whl")) {
    const [distribution = "", version] = name.split("-");
    return [distribution, version];
  }
  const [, distribution = "", version] = /^(.+)-([^-]+)\.(?:tar\.gz|zip)$/.exec(name) ?? [];
  return [distribution, version];
}

function withoutFragment(url: string, base: string): string {
  const address = new URL(url, base);
  address.hash = "";
  return address.href;
}

function decodeEntities(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
}
