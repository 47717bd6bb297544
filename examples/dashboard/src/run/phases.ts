import type { NodeStatus, RunPhase, RunStatus } from "@dagwire/dag";

/** Returns true for a phase of a run that has ended. */
export function isTerminal(phase: RunPhase): phase is RunStatus {
  return phase === "completed" || phase === "failed" || phase === "cancelled" || phase === "timed_out";
}

/** Returns true for a status that a node keeps unless a user retries the node. */
export function isFinal(status: NodeStatus): boolean {
  return status === "completed" || status === "failed" || status === "skipped" || status === "cancelled";
}
