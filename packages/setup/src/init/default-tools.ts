import type { ToolVersions } from "./assemble-init-plan.ts";

/** What goes into devDependencies beside Sluice at the version `own`. Plain changesets is there for `npx changeset`. */
export function defaultTools(own: string): ToolVersions {
  return { "@changesets/cli": "^3.0.3", "@sluice/cli": `^${own}`, "@sluice/nx": `^${own}`, nx: "^24.0.6" };
}
