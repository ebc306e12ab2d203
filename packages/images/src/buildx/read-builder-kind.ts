import { type Docker, INSPECT_BUILDER } from "./find-docker.ts";

/**
 * What runs the builds. `buildkit`: a BuildKit of its own, in a container, a cluster or elsewhere. `engine`: the builder inside
 * Docker Engine (buildx's `docker` driver) on the containerd image store. `classic-engine`: the same on the older image store,
 * which can neither build for several platforms nor write a cache.
 */
export type BuilderKind = "buildkit" | "engine" | "classic-engine";

const answers = new WeakMap<Docker, Promise<BuilderKind>>();

/** The kind of the present builder, asked for once per client. One that does not answer counts as `buildkit`: the build will say more. */
export function readBuilderKind(docker: Docker): Promise<BuilderKind> {
  const known = answers.get(docker);
  if (known !== undefined) return known;
  const asked = askBuilder(docker);
  answers.set(docker, asked);
  return asked;
}

async function askBuilder(docker: Docker): Promise<BuilderKind> {
  const builder = (await docker.inspectBuilder?.()) ?? (await docker.run(INSPECT_BUILDER));
  if (!/^Driver:\s+docker\s*$/m.test(builder.stdout)) return "buildkit";
  // Newer buildx lists what the engine's builder says of itself: on the older image store it knows nothing of containerd.
  if (/^\s*org\.mobyproject\.buildkit\.worker\.containerd\./m.test(builder.stdout)) return "engine";
  const engine = await docker.run(["info", "--format", "{{json .DriverStatus}}"]);
  return engine.stdout.includes("io.containerd.snapshotter") ? "engine" : "classic-engine";
}
