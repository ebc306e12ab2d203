import type { Artifact } from "../model/release-plan.ts";
import type { PublishPlan, PublishStep } from "./assemble-publish-plan.ts";
import type { DesiredRelease } from "./desired-release.ts";
import type { PublishPorts } from "./publish-ports.ts";

/** What happens during a publish, as it happens. */
export type PublishEvent =
  | { kind: "started"; step: PublishStep }
  | { kind: "done"; step: PublishStep }
  /** A tag that a higher version has by now. */
  | { kind: "left"; step: PublishStep }
  | { kind: "failed"; step: PublishStep; message: string }
  | { kind: "planned"; plan: PublishPlan };

/** What a publish did. */
export interface PublishResult {
  /** What was there before. */
  present: Artifact[];
  /** What this run made; empty when there was nothing to do. */
  published: Artifact[];
  warnings: PublishPlan["warnings"];
}

/** A publish on its way: what it goes by, and what it has come to so far. */
export interface PublishRun {
  plan: PublishPlan;
  desired: readonly DesiredRelease[];
  ports: PublishPorts;
  result: PublishResult;
  onEvent: (event: PublishEvent) => void;
  confirmDelays: readonly number[];
  /** References that were left to a higher version. */
  left: Set<string>;
}
