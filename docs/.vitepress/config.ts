import { posix } from "node:path";
import { defineConfig } from "vitepress";

const repository = "https://github.com/sluice-dev/sluice/blob/main";

export default defineConfig({
  title: "Sluice",
  description: "From a git diff to a verified release, for monorepos whose services are written in several languages.",
  lang: "en",
  cleanUrls: true,
  // Commit times need the whole history, which a shallow checkout does not have.
  lastUpdated: false,
  themeConfig: {
    search: { provider: "local" },
    socialLinks: [{ icon: "github", link: "https://github.com/sluice-dev/sluice" }],
    sidebar: [
      {
        text: "Start",
        items: [
          { text: "What it is", link: "/" },
          { text: "The first five minutes", link: "/getting-started" },
          { text: "Concepts", link: "/concepts" },
          { text: "Recipes", link: "/recipes" },
        ],
      },
      {
        text: "Guides",
        items: [
          { text: "Change detection", link: "/change-detection" },
          { text: "Images", link: "/images" },
          { text: "Releases", link: "/release" },
          { text: "Pipelines", link: "/workflows" },
          { text: "What CI shows", link: "/ci" },
          { text: "Configuration", link: "/configuration" },
        ],
      },
      {
        text: "Coming from",
        items: [
          { text: "paths-filter and others", link: "/migrate/from-paths-filter" },
          { text: "release-please", link: "/migrate/from-release-please" },
          { text: "semantic-release", link: "/migrate/from-semantic-release" },
          { text: "Nx release", link: "/migrate/from-nx-release" },
        ],
      },
      {
        text: "Reference",
        items: [
          { text: "Commands", link: "/reference/commands" },
          { text: "Configuration keys", link: "/reference/configuration" },
          { text: "Architecture", link: "/architecture" },
          { text: "Benchmarks", link: "/benchmarks" },
        ],
      },
    ],
  },
  markdown: {
    config: (markdown) => {
      // The pages are read in the repository too, where a link may leave this folder; on the site it goes to the repository.
      markdown.core.ruler.push("links-into-the-repository", (state) => {
        const env = state.env as { relativePath?: string };
        const folder = posix.join("docs", posix.dirname(env.relativePath ?? ""));
        for (const token of state.tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.type === "link_open" ? (token.attrGet("href") ?? "") : "";
          const path = posix.normalize(posix.join(folder, href));
          if (/^\.\.?\//.test(href) && !path.startsWith("docs/")) token.attrSet("href", `${repository}/${path}`);
        }
      });
      // `{{version}}` in a line's code is what it is, as in a block's, and no expression of Vue.
      markdown.core.ruler.push("code-as-it-is", (state) => {
        for (const token of state.tokens.flatMap(({ children }) => children ?? []))
          if (token.type === "code_inline") token.attrSet("v-pre", "");
      });
    },
  },
});
