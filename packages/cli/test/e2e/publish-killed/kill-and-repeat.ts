import { isDeepStrictEqual } from "node:util";
import type { Random } from "../../../../../tools/bench/random.ts";
import type { Fault } from "../../../../../tools/stack/index.ts";
import { type Door, type ReleaseWorld, type Seen, startReleaseWorld } from "./release-world.ts";

/** One publish that was killed and run again. */
export interface Outcome {
  /** Where it was killed. */
  point: string;
  /** False when it was done before the point came. */
  killed: boolean;
  /** How the world differs from that of an undisturbed publish; [] when it converged. */
  differences: string[];
}

/** Publishes that are killed, in one world after the other. */
export interface Kills {
  /** Kills one in the middle of a random request. */
  inRequest(): Promise<Outcome>;
  /** Kills one at its n-th event, which is the beginning or the end of a step. */
  atEvent(event: number): Promise<Outcome>;
  /** How many events an undisturbed publish has. */
  countEvents(): Promise<number>;
  stop(): Promise<void>;
}

/** More releases in one world than this make GitHub's lists longer than a real publish meets. */
const releasesOfAWorld = 40;

const doors: readonly Door[] = ["registry", "npm", "github"];

/** Before the server has the request, in the middle of it, after it, and in the middle of its answer. */
const moments: readonly Pick<Fault, "answer" | "accepted">[] = [
  { answer: "reset" },
  { answer: "reset-upload" },
  { answer: "reset", accepted: true },
  { answer: "cut" },
];

/** A world and what an undisturbed publish of one version does in it. */
interface Undisturbed {
  world: ReleaseWorld;
  seen: Seen;
  writes: Record<string, number>;
  requests: Record<Door, string[]>;
  events: number;
  /** Releases made in the world so far. */
  made: number;
}

export function openKills(docker: string, random: Random): Kills {
  let open: Undisturbed | undefined;
  const next = async (): Promise<Undisturbed> => {
    if (open !== undefined && open.made < releasesOfAWorld) return open;
    await open?.world.stop();
    open = undefined;
    return (open = await startUndisturbed(docker));
  };
  return {
    inRequest: async () => {
      const current = await next();
      const door = pick(doors, random);
      const lines = current.requests[door];
      const skip = Math.floor(random() * lines.length);
      const moment = pick(moments, random);
      const when = moment.accepted === true ? "after it was accepted" : moment.answer;
      const point = `${door} request ${skip + 1} of ${lines.length}, ${lines[skip]?.slice(0, 90)}: ${when}`;
      return killAndRepeat(current, point, {
        onStart: (kill) => current.world.proxies[door].setFaults([{ path: /./, skip, times: 1, ...moment, onSpoil: kill }]),
      });
    },
    atEvent: async (event) => {
      const current = await next();
      let seen = 0;
      let kill: (() => void) | undefined;
      return killAndRepeat(current, `event ${event} of ${current.events}`, {
        onStart: (killIt) => {
          kill = killIt;
        },
        onEvent: () => {
          seen += 1;
          if (seen === event) kill?.();
        },
      });
    },
    countEvents: async () => (await next()).events,
    stop: async () => open?.world.stop(),
  };
}

async function startUndisturbed(docker: string): Promise<Undisturbed> {
  const world = await startReleaseWorld(docker);
  // The first release of all has no image tags that move; the second is like all that come after it.
  await publishUndisturbed(world);
  return { world, made: 2, ...(await publishUndisturbed(world)) };
}

async function publishUndisturbed(world: ReleaseWorld) {
  const version = await world.nextVersion();
  let events = 0;
  const { exitCode, stderr } = await world.publish({ onEvent: () => (events += 1) });
  if (exitCode !== 0) throw new Error(`an undisturbed publish failed: ${stderr}`);
  const lines = (door: Door): string[] => world.proxies[door].requests.map(({ line }) => line);
  const requests = { registry: lines("registry"), npm: lines("npm"), github: lines("github") };
  return { seen: await world.look(version), writes: countWrites(world), requests, events };
}

/** Publishes the next version, is killed, publishes again, and compares the world with that of an undisturbed publish. */
async function killAndRepeat(current: Undisturbed, point: string, hooks: Parameters<ReleaseWorld["publish"]>[0]): Promise<Outcome> {
  const { world } = current;
  current.made += 1;
  const version = await world.nextVersion();
  const { killed } = await world.publish(hooks);
  for (const proxy of Object.values(world.proxies)) proxy.setFaults([]);
  const second = await world.publish();
  const differences: string[] = second.exitCode === 0 ? [] : [`the second run ended with ${second.exitCode}: ${second.stderr}`];
  const seen = await world.look(version);
  for (const key of Object.keys(current.seen)) {
    if (!isDeepStrictEqual(seen[key], current.seen[key])) differences.push(`${key} ${version}: ${JSON.stringify(seen[key])}`);
  }
  const writes = countWrites(world);
  if (!isDeepStrictEqual(writes, current.writes)) differences.push(`writes ${version}: ${JSON.stringify(writes)}`);
  return { point, killed, differences };
}

/** What must not be made twice, and was taken by the servers: npm versions and GitHub drafts. */
function countWrites({ proxies }: ReleaseWorld): Record<string, number> {
  const counts: Record<string, number> = { "PUT /@acme%2fapp": 0, "PUT /@acme%2flib": 0, "POST releases": 0 };
  for (const { line, status } of [...proxies.npm.requests, ...proxies.github.requests]) {
    const kind = line.endsWith("/releases") && line.startsWith("POST") ? "POST releases" : line;
    if (kind in counts && status !== null && status < 300) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function pick<T>(list: readonly T[], random: Random): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
}
