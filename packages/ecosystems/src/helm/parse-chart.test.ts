import { expect, test } from "vitest";
import { parseChart, parseChartImages } from "./parse-chart.ts";

test("a Chart.yaml; a broken one says nothing", () => {
  const text =
    "apiVersion: v2\nname: shop\nversion: 1.2.3\nappVersion: '4.5.6'\ndependencies:\n  - name: redis\n    repository: https://e.example\n";
  expect(parseChart(text)).toMatchObject({
    name: "shop",
    version: "1.2.3",
    appVersion: "4.5.6",
    dependencies: [{ name: "redis", repository: "https://e.example" }],
    metadata: { apiVersion: "v2" },
  });
  expect(parseChart("name: [")).toMatchObject({ name: null, version: null, dependencies: [] });
});

test("the images of a chart's values", () => {
  const values = [
    "image:",
    "  repository: ghcr.io/acme/gateway",
    "  tag: ''",
    "sidecars:",
    "  - image: { repository: registry:5000/router@sha256:00 }",
    "initImage:",
    "  repository: migrate:1",
    "chart:",
    "  repository: https://charts.example/other",
  ];
  expect(parseChartImages(values.join("\n"))).toEqual(["gateway", "migrate", "router"]);
  expect(parseChartImages("image: nginx")).toEqual([]);
});
