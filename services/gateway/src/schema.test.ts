import { graphql, GraphQLError } from "graphql";
import { expect, test } from "vitest";
import { createGatewaySchema } from "./schema.ts";
import type { Upstream } from "./upstream.ts";

const down: Upstream = {
  async ask() {
    throw new GraphQLError("research cannot be reached", { extensions: { code: "UPSTREAM_UNREACHABLE", service: "research" } });
  },
};

/** Answers from a table of paths, and remembers what it was asked. */
function makeUpstream(answers: Record<string, unknown>): Upstream & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async ask(path) {
      asked.push(path);
      return answers[path] ?? null;
    },
  };
}

function query(source: string, upstreams: { research?: Upstream; brand?: Upstream; content?: Upstream }) {
  const unused = makeUpstream({});
  return graphql({ schema: createGatewaySchema({ research: unused, brand: unused, content: unused, ...upstreams }), source });
}

test("hits come with their documents", async () => {
  const research = makeUpstream({
    "/search?q=a+b&limit=2": [{ id: "x/y", title: "T", score: 1.5 }],
    "/documents/x%2Fy": { id: "x/y", title: "T", text: "words" },
  });
  const { data, errors } = await query('{ search(text: "a b", limit: 2) { score document { text } } }', { research });
  expect(errors).toBeUndefined();
  expect(data).toEqual({ search: [{ score: 1.5, document: { text: "words" } }] });
});

test("a palette becomes a list of colours", async () => {
  const brand = makeUpstream({ "/brands/acme": { id: "acme", name: "Acme", palette: { ink: "#000" } } });
  const { data } = await query('{ brand(id: "acme") { name palette { name value } } }', { brand });
  expect(data).toEqual({ brand: { name: "Acme", palette: [{ name: "ink", value: "#000" }] } });
});

test("only the fields that are asked for are fetched", async () => {
  const brand = makeUpstream({ "/brands/acme": { id: "acme", name: "Acme" } });
  await query('{ brand(id: "acme") { name } }', { brand });
  expect(brand.asked).toEqual(["/brands/acme"]);
});

test("when one service is down, the others still answer", async () => {
  const brand = makeUpstream({ "/brands": [{ id: "acme" }] });
  const { data, errors } = await query('{ search(text: "a") { id } brands { id } }', { research: down, brand });
  expect(data).toEqual({ search: null, brands: [{ id: "acme" }] });
  expect(errors?.map(({ path, extensions }) => [path, extensions["code"]])).toEqual([[["search"], "UPSTREAM_UNREACHABLE"]]);
});

test("an answer of the wrong shape is an error of its field, not of the whole", async () => {
  const content = makeUpstream({ "/analyse": { title: "Hi", words: "many", reading_minutes: 1, summary: [] } });
  const brand = makeUpstream({ "/brands": [] });
  const { data, errors } = await query('{ article(markdown: "# Hi") { title words readingMinutes } brands { id } }', { content, brand });
  expect(data).toEqual({ article: null, brands: [] });
  expect(errors?.[0]?.message).toContain("Int cannot represent non-integer value");
});

test("what does not exist is null without an error", async () => {
  expect(await query('{ brand(id: "none") { name } document(id: "none") { id } }', {})).toEqual({
    data: { brand: null, document: null },
  });
});
