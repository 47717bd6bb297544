import type { NodeStatus, RunPhase, RunStatus } from "@dagwire/dag";

/** True if the run has ended. */
export function isTerminal(phase: RunPhase): phase is RunStatus {
  return phase === "completed" || phase === "failed" || phase === "cancelled" || phase === "timed_out";
}

/** True if a node changes no more unless a user retries it. */
export function isFinal(status: NodeStatus): boolean {
  return status === "completed" || status === "failed" || status === "skipped" || status === "cancelled";
}
