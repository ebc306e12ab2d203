import { expect, test } from "vitest";
import { compareGoMods } from "./compare-go-mods.ts";

const mod = (...lines: string[]) => ["module example.com/shop", "go 1.24", ...lines].join("\n");
const projects = [
  { name: "web", requests: ["github.com/gin-gonic/gin/render"] },
  { name: "api", requests: ["github.com/jackc/pgx"] },
  { name: "plain", requests: [] },
];

function compare(before: string, after: string, of: { name: string; requests?: string[] }[] = projects) {
  return Object.fromEntries(compareGoMods({ path: "go.mod", before, after, projects: of }));
}

const gin = "require github.com/gin-gonic/gin v1.0.0";
const pgx = "require github.com/jackc/pgx v1.0.0";

test("a module that is new or gone concerns who imports it", () => {
  expect(compare(mod(gin), mod(gin, pgx))).toEqual({ api: ["go:github.com/jackc/pgx"] });
  expect(compare(mod(gin, pgx), mod(pgx))).toEqual({ web: ["go:github.com/gin-gonic/gin"] });
});

test("another version, or replacement, of one that stays concerns all who import anything, since it may be needed by what they import", () => {
  const both = { api: ["go:github.com/jackc/pgx"], web: ["go:github.com/jackc/pgx"] };
  expect(compare(mod(gin, pgx), mod(gin, pgx.replace("v1.0.0", "v1.1.0")))).toEqual(both);
  const replace = "replace github.com/jackc/pgx => example.com/fork v1.0.0";
  expect(compare(mod(gin, pgx), mod(gin, pgx, replace))).toEqual(both);
  expect(compare(mod(gin, pgx, replace), mod(gin, pgx, replace.replace("fork v1.0.0", "fork v1.0.1")))).toEqual(both);
});

test("comments, order, tools and what is only marked as indirect concern nobody; Go itself concerns everybody", () => {
  expect(compare(mod(gin, pgx), mod(pgx, "// more", `${gin} // indirect`, "tool example.com/t"))).toEqual({});
  expect(compare(mod(gin), mod(gin).replace("1.24", "1.25"))).toEqual({ api: [], plain: [], web: [] });
});

test("whose imports are not known is affected", () => {
  expect(compare(mod(gin), mod(gin, pgx), [{ name: "old" }])).toEqual({ old: [] });
});
