import { changesetsChangelog } from "./changelog/changesets-changelog.ts";

/** What `"changelog": "@sluice/release/changelog"` in `.changeset/config.json` names: changesets' changelog interface. */
export default changesetsChangelog;
