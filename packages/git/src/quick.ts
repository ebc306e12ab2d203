// What the quickest answers need of git, and nothing else: an entry of its own, so that nothing else is loaded.
export { lookQuickly, type QuickLook } from "./run/look-quickly.ts";
