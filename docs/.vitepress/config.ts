import { defineConfig } from "vitepress";

export default defineConfig({
  title: "Sluice",
  description: "From a git diff to a verified release, for monorepos whose services are written in several languages.",
  ignoreDeadLinks: true,
});
