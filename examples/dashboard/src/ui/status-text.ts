import { isKnownNodeStatus, isKnownRunPhase } from "@dagwire/dag";
import type { Actor, GateDecision, KnownNodeStatus, KnownRunPhase, NodeStatus, RunPhase } from "@dagwire/dag";

const phaseTexts: Readonly<Record<KnownRunPhase, string>> = {
  unknown: "Waiting",
  running: "Running",
  paused: "Paused",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
  timed_out: "Timed out",
};

const statusTexts: Readonly<Record<KnownNodeStatus, string>> = {
  pending: "pending",
  queued: "queued",
  running: "running",
  waiting: "waits for you",
  paused: "paused",
  retrying: "retrying",
  completed: "completed",
  failed: "failed",
  skipped: "skipped",
  cancelled: "cancelled",
};

/** Returns words for a run's phase; the phase itself if a later version has added it. */
export function phaseText(phase: RunPhase): string {
  return isKnownRunPhase(phase) ? phaseTexts[phase] : phase;
}

/** Returns words for a node's status; the status itself if a later version has added it. */
export function statusText(status: NodeStatus): string {
  return isKnownNodeStatus(status) ? statusTexts[status] : status;
}

/** Words for the buttons of a gate. */
export const decisionText: Readonly<Record<GateDecision, string>> = { approve: "Approve", reject: "Reject", modify: "Modify" };

/** Words for a decision that was taken. */
export const decidedText: Readonly<Record<GateDecision, string>> = { approve: "Approved", reject: "Rejected", modify: "Modified" };

/** Returns the displayed name of an actor; undefined if it is unknown. */
export function actorName(actor: Actor | undefined): string | undefined {
  return actor?.name ?? actor?.id;
}
