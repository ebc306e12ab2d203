import { describe, expect, test } from "vitest";
import { changelogSectionBody, findChangelogSection, newestChangelogVersion } from "./changelog-section.ts";
import { prependChangelog } from "./prepend-changelog.ts";

const section = "## 1.1.0\n\n### Minor Changes\n\n- Two.";

describe("prependChangelog", () => {
  test("begins a new changelog with the package's name", () => {
    expect(prependChangelog({ changelog: "", name: "gateway", version: "1.1.0", section })).toBe(`# gateway\n\n${section}\n`);
  });

  test("puts the section before the newest one and keeps the introduction", () => {
    const changelog = "# gateway\n\nAll changes.\n\n## 1.0.0\n\n- One.\n";
    expect(prependChangelog({ changelog, name: "gateway", version: "1.1.0", section })).toBe(
      `# gateway\n\nAll changes.\n\n${section}\n\n## 1.0.0\n\n- One.\n`,
    );
  });

  test("is idempotent and keeps the line ends", () => {
    const changelog = "# gateway\r\n\r\n## 1.0.0\r\n\r\n- One.\r\n";
    const once = prependChangelog({ changelog, name: "gateway", version: "1.1.0", section });
    expect(once).toBe("# gateway\r\n\r\n## 1.1.0\r\n\r\n### Minor Changes\r\n\r\n- Two.\r\n\r\n## 1.0.0\r\n\r\n- One.\r\n");
    expect(prependChangelog({ changelog: once, name: "gateway", version: "1.1.0", section })).toBe(once);
  });
});

describe("findChangelogSection", () => {
  const changelog = "# x\n\n## 1.1.0\n\n- Two.\n\n### Notes\n\n## [1.0.0] (2026-01-01)\n\n- One.\n";

  test("ends at the next version, not at the next heading", () => {
    expect(findChangelogSection(changelog, "1.1.0")).toBe("## 1.1.0\n\n- Two.\n\n### Notes");
    expect(findChangelogSection(changelog, "1.0.0")).toBe("## [1.0.0] (2026-01-01)\n\n- One.");
  });

  test("is null for a version without a section, and does not take a prefix for it", () => {
    expect(findChangelogSection(changelog, "1.1.0-rc.1")).toBeNull();
    expect(findChangelogSection(changelog, "1.0")).toBeNull();
  });

  test("gives the newest version and the body", () => {
    expect(newestChangelogVersion(changelog)).toBe("1.1.0");
    expect(changelogSectionBody("## 1.0.0\n\n- One.")).toBe("- One.");
  });
});
