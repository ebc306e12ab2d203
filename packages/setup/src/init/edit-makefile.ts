/** The Makefile with a target `ci-remote` that starts that workflow, at its end where there are others. */
export function editMakefile(text: string | null, workflow: string): string {
  if (text === null) return target(workflow);
  if (/^ci-remote\s*:/m.test(text)) return text;
  return `${text.trimEnd()}\n\n${target(workflow)}`;
}

function target(workflow: string): string {
  return `# CI of one service on GitHub, for machines that cannot run it: make ci-remote SERVICE=api NOTES="why"
.PHONY: ci-remote
ci-remote:
\tgh workflow run ${workflow}.yml --ref "$$(git branch --show-current)" --field service="$(or $(SERVICE),all)" --field notes="$(NOTES)"
`;
}
