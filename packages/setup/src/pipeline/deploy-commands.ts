/** Refuses an image tag that no registry has, before it reaches any command. `$IMAGE_TAG` comes from a person. */
export const validateImageTag: string = [
  "if ! printf %s \"$IMAGE_TAG\" | grep -Eq '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$'; then",
  '  echo "The image tag is no tag of an image: letters, digits, dots, dashes and underscores." >&2',
  "  exit 1",
  "fi",
].join("\n");

/** Runs the target `deploy` of the projects that have one; with `$DRY_RUN` it names them and stops. */
export function deploy(exec: string): string {
  return [
    `projects=$(${exec} nx show projects --with-target deploy --sep ,)`,
    'if [ -z "$projects" ]; then',
    '  echo "No project has a target deploy: add one to a package.json or project.json. It gets DEPLOY_ENVIRONMENT and IMAGE_TAG." >&2',
    "  exit 1",
    "fi",
    'echo "To $DEPLOY_ENVIRONMENT, images $IMAGE_TAG: $projects"',
    'if [ -n "$DRY_RUN" ]; then exit 0; fi',
    `${exec} nx run-many -t deploy --projects "$projects" --skip-nx-cache`,
  ].join("\n");
}
