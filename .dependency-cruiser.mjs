// The import table of docs/architecture.md: arrows go down only.
const order = ["cli", "nx", "setup", "release", "images", "affected", "ecosystems", "git", "github", "core"];
const siblings = { git: ["github"], github: ["git"] };

const downOnly = order.map((name, index) => {
  const above = [...order.slice(0, index), ...(siblings[name] ?? [])];
  return {
    name: `${name}-imports-down-only`,
    comment: `@sluice/${name} may import only packages below it in the table.`,
    severity: "error",
    from: { path: `^packages/${name}/src` },
    to: { path: above.length > 0 ? `^packages/(${above.join("|")})/` : "^packages/$" },
  };
});

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...downOnly,
    {
      name: "through-the-package-name",
      comment: "Another package is imported by its name: a relative path would bundle a second copy of it.",
      severity: "error",
      from: { path: "^packages/([^/]+)/src" },
      to: { path: "^packages/([^/]+)/", pathNot: "^packages/$1/", dependencyTypes: ["local"] },
    },
    {
      name: "plans-are-values",
      comment: "A file that assembles or computes knows no disk, process, clock or network.",
      severity: "error",
      from: { path: "/(assemble|compute|render|parse)-[^/]+[.]ts$", pathNot: "[.]test[.]ts$" },
      to: { path: ["^(node:)?(fs|fs/promises|child_process|net|http|https|os)$", "node_modules/(execa|simple-git|@octokit)"] },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|out-tsc|test)/|tsdown\\.config\\.ts$|packages/cli/bin" },
    parser: "swc",
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@sluice/source", "import", "default"],
      extensions: [".ts", ".mjs", ".js"],
    },
  },
};
