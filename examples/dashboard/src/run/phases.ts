import type { NodeStatus, RunInfo } from "@dagwire/dag";

/** Returns true for a phase in which a run has ended. Does not know the phases that later versions add. */
export function isTerminal(phase: string): boolean {
  return phase === "completed" || phase === "failed" || phase === "cancelled" || phase === "timed_out";
}

/** Returns true if a run has ended, even in a phase of a later version. */
export function hasEnded({ phase, ended }: RunInfo): boolean {
  return ended === true || isTerminal(phase);
}

/** Returns true for a status that a node keeps unless a user retries the node. */
export function isFinal(status: NodeStatus): boolean {
  return status === "completed" || status === "failed" || status === "skipped" || status === "cancelled";
}
