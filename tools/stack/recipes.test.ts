import { expect, test } from "vitest";
import { type BaseImageName, baseImageRecipe } from "./base-images/recipes.ts";

const amd64 = { own: "amd64", nodeVersion: "24.0.0" } as const;
const arm64 = { own: "arm64", nodeVersion: "24.0.0" } as const;

test.each<[BaseImageName, "all" | "build"]>([
  ["python:3.13-slim", "all"],
  ["node:24-slim", "all"],
  ["debian:trixie-slim", "all"],
  ["golang:1.24", "build"],
  ["rust:1.85-slim", "build"],
])("%s is made for the platforms: %s", (name, platforms) => {
  expect(baseImageRecipe(name, amd64).platforms).toBe(platforms);
});

test("rust gets the linker and the standard library of the other architecture", () => {
  expect(baseImageRecipe("rust:1.85-slim", amd64).buildPackages).toContain("gcc-aarch64-linux-gnu");
  expect(baseImageRecipe("rust:1.85-slim", amd64).script).toContain("apt-get -qq download libstd-rust-dev:arm64");
  expect(baseImageRecipe("rust:1.85-slim", arm64).buildPackages).toContain("gcc-x86-64-linux-gnu");
  expect(baseImageRecipe("rust:1.85-slim", arm64).script).toContain("apt-get -qq download libstd-rust-dev:amd64");
});

test("another version of Node is another recipe", () => {
  const recipe = baseImageRecipe("node:24-slim", amd64);
  expect(baseImageRecipe("node:24-slim", { ...amd64, nodeVersion: "24.0.1" })).not.toEqual(recipe);
  expect(baseImageRecipe("node:24-slim", amd64)).toEqual(recipe);
});
