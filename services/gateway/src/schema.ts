import { createSchema } from "graphql-yoga";
import type { ServiceName } from "./configuration.ts";
import type { Upstream } from "./upstream.ts";

// Every field that asks a service may be null: when one service is down, the rest of the answer still comes.
const typeDefs = /* GraphQL */ `
  type Query {
    "The documents that fit, the best first."
    search(text: String!, limit: Int = 10): [Hit!]
    document(id: ID!): Document
    brand(id: ID!): Brand
    brands: [Brand!]
    "How a text in Markdown reads."
    article(markdown: String!): Article
  }

  type Hit {
    id: ID!
    title: String!
    score: Float!
    document: Document
  }

  type Document {
    id: ID!
    title: String!
    text: String!
  }

  type Brand {
    id: ID!
    name: String!
    palette: [Color!]!
    "The contrast of every pair of the palette."
    contrast: [Contrast!]
    "The phrases in a text that the brand does not use."
    check(text: String!): [Finding!]
  }

  type Color {
    name: String!
    value: String!
  }

  type Contrast {
    foreground: String!
    background: String!
    ratio: Float!
    level: String!
  }

  type Finding {
    phrase: String!
    "Where the phrase begins, from 0."
    offset: Int!
    advice: String!
  }

  type Article {
    title: String
    slug: String
    words: Int!
    readingMinutes: Int!
    readingEase: Float
    summary: [String!]!
  }
`;

interface BrandFields {
  id: string;
  palette?: Record<string, string>;
}

/** The schema over the services. What they answer is checked by GraphQL itself against the types of the fields. */
export function createGatewaySchema({ research, brand, content }: Record<ServiceName, Upstream>): ReturnType<typeof createSchema> {
  return createSchema({
    typeDefs,
    resolvers: {
      Query: {
        search: (_root: unknown, { text, limit }: { text: string; limit: number }) =>
          research.ask(`/search?${new URLSearchParams({ q: text, limit: String(limit) })}`),
        document: (_root: unknown, { id }: { id: string }) => research.ask(path("documents", id)),
        brand: (_root: unknown, { id }: { id: string }) => brand.ask(path("brands", id)),
        brands: () => brand.ask("/brands"),
        article: (_root: unknown, { markdown }: { markdown: string }) => content.ask("/analyse", { method: "POST", body: { markdown } }),
      },
      Hit: {
        document: ({ id }: { id: string }) => research.ask(path("documents", id)),
      },
      Brand: {
        palette: ({ palette = {} }: BrandFields) => Object.entries(palette).map(([name, value]) => ({ name, value })),
        contrast: ({ id }: BrandFields) => brand.ask(path("brands", id, "contrast")),
        check: ({ id }: BrandFields, { text }: { text: string }) =>
          brand.ask(path("brands", id, "check"), { method: "POST", body: { text } }),
      },
      Article: {
        readingMinutes: (article: { reading_minutes?: unknown }) => article.reading_minutes,
        readingEase: (article: { reading_ease?: unknown }) => article.reading_ease,
      },
    },
  });
}

function path(...segments: string[]): string {
  return segments.map((segment) => `/${encodeURIComponent(segment)}`).join("");
}
