import type { NodeStatus, RunPhase, RunStatus } from "@dagwire/dag";

/** True when the run is over for good. */
export function isTerminal(phase: RunPhase): phase is RunStatus {
  return phase === "completed" || phase === "failed" || phase === "cancelled" || phase === "timed_out";
}

/** True when nothing more happens to a node by itself. */
export function isFinal(status: NodeStatus): boolean {
  return status === "completed" || status === "failed" || status === "skipped" || status === "cancelled";
}
