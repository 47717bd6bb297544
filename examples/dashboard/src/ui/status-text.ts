import type { Actor, GateDecision, NodeStatus, RunPhase } from "@dagwire/dag";

/** Words for a run's phase. */
export const phaseText: Readonly<Record<RunPhase, string>> = {
  unknown: "Waiting",
  running: "Running",
  paused: "Paused",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
  timed_out: "Timed out",
};

/** Words for a node's status. */
export const statusText: Readonly<Record<NodeStatus, string>> = {
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

/** Words for the buttons of a gate. */
export const decisionText: Readonly<Record<GateDecision, string>> = { approve: "Approve", reject: "Reject", modify: "Modify" };

/** Words for a decision that was taken. */
export const decidedText: Readonly<Record<GateDecision, string>> = { approve: "Approved", reject: "Rejected", modify: "Modified" };

/** Returns the displayed name of an actor; undefined if it is unknown. */
export function actorName(actor: Actor | undefined): string | undefined {
  return actor?.name ?? actor?.id;
}
