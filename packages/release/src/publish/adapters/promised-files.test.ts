import { expect, test } from "vitest";
import { promisedFiles } from "./promised-files.ts";

test("every file that a manifest names, and no pattern, folder or private condition", () => {
  const packageJson = {
    main: "./dist/index.cjs",
    bin: { tool: "bin/tool.js" },
    exports: {
      ".": { "@acme/source": "./src/index.ts", types: "./dist/index.d.mts", default: "./dist/index.mjs" },
      "./parts/*": "./dist/parts/*.js",
    },
  };
  expect(promisedFiles(packageJson)).toEqual(["bin/tool.js", "dist/index.cjs", "dist/index.d.mts", "dist/index.mjs"]);
});
