const target = `# CI of one service on GitHub, for machines that cannot run it: make ci-remote SERVICE=api NOTES="why"
.PHONY: ci-remote
ci-remote:
\tgh workflow run ci-remote.yml --ref "$$(git branch --show-current)" --field service="$(or $(SERVICE),all)" --field notes="$(NOTES)"
`;

/** The Makefile with a target \`ci-remote\`, at its end where there are others. */
export function editMakefile(text: string | null): string {
  if (text === null) return target;
  if (/^ci-remote\s*:/m.test(text)) return text;
  return `${text.trimEnd()}\n\n${target}`;
}
