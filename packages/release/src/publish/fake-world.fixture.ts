import { createHash } from "node:crypto";
import type {
  GitHubReleaseToMake,
  ImageToBuild,
  NpmToPublish,
  ObservedGitHubRelease,
  ObservedPackage,
  PackageIndexPort,
  PublishPorts,
} from "./publish-ports.ts";

/** A registry, an npm registry, a git remote and a GitHub in memory, which count what is written to them. */
export interface FakeWorld {
  images: Map<string, { digest: string; platforms: string[] }>;
  npm: Map<string, { integrity: string; distTags: Record<string, string>; deprecated?: string; gitHead?: string }>;
  /** Labels of images by reference; all of them where there is no entry. */
  labels: Map<string, Record<string, string>>;
  /** Texts of the SBOMs of images by reference. */
  sboms: Map<string, string[]>;
  /** What goes wrong when a package is installed and imported, by `name@version`. */
  broken: Map<string, string>;
  /** Texts of the files of releases, by `tag name`. */
  files: Map<string, string>;
  /** By reference. */
  indexed: Map<string, ObservedPackage>;
  localTags: Map<string, string>;
  remoteTags: Map<string, string>;
  releases: Map<number, ObservedGitHubRelease & { tag: string }>;
  /** Git tag of the latest release. */
  latest: string | null;
  /** Every write that reached the world, in order. */
  writes: string[];
  clean: boolean;
}

export function makeWorld(): FakeWorld {
  return {
    images: new Map(),
    npm: new Map(),
    labels: new Map(),
    sboms: new Map(),
    broken: new Map(),
    files: new Map(),
    indexed: new Map(),
    localTags: new Map(),
    remoteTags: new Map(),
    releases: new Map(),
    latest: null,
    writes: [],
    clean: true,
  };
}

/** Called around every write; throws to play a process that is killed before, or after, it reached the world. */
export type Fault = (moment: "before" | "after", write: string) => void;

export function makePorts(world: FakeWorld, fault: Fault = () => {}): PublishPorts {
  const write = (name: string, effect: () => void): void => {
    fault("before", name);
    effect();
    world.writes.push(name);
    fault("after", name);
  };
  return {
    images: {
      look: async (reference) => world.images.get(reference) ?? null,
      build: async (images) => {
        for (const image of images) buildImage(image, world, write);
        return nothingLeft;
      },
      moveBack: async ({ from, digest, reference }) => {
        const platforms = world.images.get(from)?.platforms ?? [];
        write(`move back ${reference}`, () => world.images.set(reference, { digest, platforms }));
      },
      move: async ({ from, digest, reference }) => {
        const platforms = world.images.get(from)?.platforms ?? [];
        write(`move ${reference}`, () => world.images.set(reference, { digest, platforms }));
        return nothingLeft;
      },
      check: async () => [],
      sboms: async (reference) => (world.sboms.get(reference) ?? []).map((text) => ({ platform: "linux/amd64", text })),
      labels: async (reference) => new Map([["linux/amd64", world.labels.get(reference) ?? allLabels]]),
    },
    npm: {
      look: async ({ name, version }) => world.npm.get(`${name}@${version}`) ?? null,
      publish: async (targets) => {
        for (const target of targets) publishNpm(target, world, write);
      },
      setDistTag: async ({ name, version }, distTag) => {
        write(`dist-tag ${name} ${distTag} ${version}`, () => {
          for (const [id, found] of world.npm) if (id.startsWith(`${name}@`)) found.distTags = { ...found.distTags, [distTag]: version };
        });
      },
      deprecate: async ({ name, version }, message) => {
        const found = world.npm.get(`${name}@${version}`);
        if (found === undefined) throw new Error(`no ${name}@${version}`);
        write(`deprecate ${name}@${version}`, () => {
          found.deprecated = message;
        });
      },
      tryOut: async ({ name, version }) => world.broken.get(`${name}@${version}`) ?? null,
      matchesIntegrity: async ({ name, version }) => world.npm.get(`${name}@${version}`)?.integrity !== "sha512-corrupt",
      check: async () => [],
    },
    indexes: { pypi: makeIndex(world, write, null), cargo: makeIndex(world, write, "cargo yank") },
    git: {
      check: async () => (world.clean ? [] : [{ code: "SLUICE_DIRTY_TREE", message: "dirty", hint: "Commit it." }]),
      localTags: async () => new Map(world.localTags),
      remoteTags: async () => new Map(world.remoteTags),
      createTag: async ({ name, commit }) => {
        if (world.localTags.has(name)) throw new Error(`tag ${name} exists`);
        write(`tag ${name}`, () => world.localTags.set(name, commit));
      },
      pushTags: async (names) => {
        write(`push ${names.join(" ")}`, () => {
          for (const name of names) world.remoteTags.set(name, world.localTags.get(name) ?? "");
        });
      },
    },
    github: {
      look: async (tag) => [...world.releases.values()].find((release) => release.tag === tag) ?? null,
      createDraft: async (release) => createDraft(release, world, write),
      latest: async () => world.latest,
      setBody: async (id, body) => {
        const found = world.releases.get(id);
        if (found === undefined) throw new Error(`no release ${id}`);
        write(`body ${found.tag}`, () => {
          found.body = body;
        });
      },
      makeLatest: async (id) => {
        const { tag = "" } = world.releases.get(id) ?? {};
        write(`latest ${tag}`, () => {
          world.latest = tag;
        });
      },
      attach: async (tag, assets) => {
        const draft = [...world.releases.values()].find((release) => release.tag === tag);
        if (draft === undefined) throw new Error(`no release ${tag}`);
        const wanted = assets.map(({ name, text }) => ({ name, size: Buffer.byteLength(text), digest: digestOf(text) }));
        if (JSON.stringify(draft.assets) === JSON.stringify(wanted)) return;
        write(`assets ${tag}`, () => {
          draft.assets = wanted;
          for (const { name, text } of assets) world.files.set(`${tag} ${name}`, text);
        });
      },
      publish: async (id, release) => {
        const draft = world.releases.get(id);
        if (draft === undefined) throw new Error(`no release ${id}`);
        write(`release ${release.tag}`, () => world.releases.set(id, { ...draft, name: release.name, body: release.body, draft: false }));
      },
      readAsset: async (tag, name) => world.files.get(`${tag} ${name}`) ?? null,
      check: async () => [],
    },
  };
}

const nothingLeft = { left: [], warnings: [] };

function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

const allLabels = {
  "org.opencontainers.image.created": "",
  "org.opencontainers.image.revision": "",
  "org.opencontainers.image.source": "",
};

type Write = (name: string, effect: () => void) => void;

function buildImage(image: ImageToBuild, world: FakeWorld, write: Write): void {
  const digest = `sha256:${image.image}-${image.version}`;
  for (const reference of image.references) {
    write(`image ${reference}`, () => world.images.set(reference, { digest, platforms: image.platforms }));
  }
}

function publishNpm(target: NpmToPublish, world: FakeWorld, write: Write): void {
  const id = `${target.name}@${target.version}`;
  if (world.npm.has(id)) throw new Error(`cannot publish over ${id}`);
  write(`npm ${id}`, () => world.npm.set(id, { integrity: `sha512-${id}`, distTags: { [target.distTag]: target.version } }));
}

/** What it holds differs from what the working tree makes when its file has the sum `other`. */
function makeIndex(world: FakeWorld, write: Write, yank: string | null): PackageIndexPort {
  return {
    look: async ({ reference }) => world.indexed.get(reference) ?? null,
    publish: async ({ kind, reference }) => {
      const found = world.indexed.get(reference);
      if (found !== undefined && found.missing.length === 0) throw new Error(`${reference} exists`);
      write(`${kind} ${reference}`, () =>
        world.indexed.set(reference, { files: [{ name: reference, sha256: "own" }], missing: [], yanked: false }),
      );
    },
    difference: async ({ reference }, { files }) =>
      files.some(({ sha256 }) => sha256 === "other") ? `${reference} has other files` : null,
    corruptFiles: async (_, { files }) => files.filter(({ sha256 }) => sha256 === "corrupt").map(({ name }) => name),
    yank:
      yank === null
        ? null
        : async ({ reference }) => {
            const found = world.indexed.get(reference);
            if (found !== undefined) write(`${yank} ${reference}`, () => world.indexed.set(reference, { ...found, yanked: true }));
          },
    manualYank: ({ reference }) => `Yank ${reference} by hand.`,
    check: async () => [],
  };
}

function createDraft(release: GitHubReleaseToMake, world: FakeWorld, write: Write): number {
  if ([...world.releases.values()].some(({ tag }) => tag === release.tag)) throw new Error(`release ${release.tag} exists`);
  const id = world.releases.size + 1;
  write(`draft ${release.tag}`, () =>
    world.releases.set(id, { id, tag: release.tag, draft: true, name: release.name, body: release.body, assets: [] }),
  );
  return id;
}
