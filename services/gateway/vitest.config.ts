import { defineConfig } from "vitest/config";

export default defineConfig({
  // As Node resolves it: otherwise the tests import graphql's ES modules and graphql-yoga its CommonJS ones, two of each class.
  resolve: { alias: { graphql: "graphql/index.js" } },
  test: { include: ["src/**/*.test.ts"] },
});
