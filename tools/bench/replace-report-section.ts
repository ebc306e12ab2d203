/** The section of one benchmark in a page that several of them share. */
export interface ReportSection {
  /** What follows `bench:` in the section's marks, for example `affected`. */
  name: string;
  /** Markdown, from its heading (`## …`) on. */
  content: string;
}

/**
 * The page with that section in it, between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`; a page without it gets it at its end.
 * Everything else stays as it is. Throws for a page that has only one of the two marks.
 */
export function replaceReportSection(page: string, { name, content }: ReportSection): string {
  const [start, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const section = [start, "", content.trim(), "", end].join("\n");
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 && to < 0) return `${page.trimEnd()}\n\n${section}\n`.trimStart();
  if (from < 0 || to < from) throw new Error(`${start} and ${end} belong around the section, one after the other.`);
  return page.slice(0, from) + section + page.slice(to + end.length);
}
