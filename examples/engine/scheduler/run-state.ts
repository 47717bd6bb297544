import type { ErrorDetail, NodeStatus, RunStatus } from "@dagwire/dag";

/** The properties of a step that the scheduler uses. */
export type PlannedNode = {
  readonly id: string;
  readonly kind: "command" | "gate";
  readonly after: readonly string[];
  readonly maxAttempts: number;
  readonly backoffMs: number;
};

/** The properties of a pipeline that the scheduler uses. */
export type Plan = {
  readonly maxParallel: number;
  /** The steps in the order in which they start if several can start. */
  readonly steps: ReadonlyMap<string, PlannedNode>;
};

/** One node in a run. */
export type NodeRun = {
  readonly id: string;
  readonly status: NodeStatus;
  /** The number of attempts started so far. For a gate, the number of times that it opened. */
  readonly attempt: number;
  /** The number of attempts that may still start before a failure is final. */
  readonly attemptsLeft: number;
  /** True if the node was skipped on request. The nodes after it run as if it had completed. */
  readonly waived: boolean;
  /** The status that the node gets when its running attempt has stopped. Undefined if nobody stops the attempt. */
  readonly stopsAs: "skipped" | "cancelled" | undefined;
  readonly output: unknown;
  readonly error: ErrorDetail | undefined;
  readonly reason: string | undefined;
};

/** The status and error with which a run will end, when its last process has ended. */
export type Ending = { readonly status: RunStatus; readonly error: ErrorDetail | undefined };

/** The scheduler's state of a run. It is never changed in place. */
export type RunState = {
  readonly plan: Plan;
  readonly phase: "ready" | "running" | "stopping" | "over";
  readonly paused: boolean;
  /** The end of a run that a request or a limit has stopped. Undefined for any other run. */
  readonly ending: Ending | undefined;
  readonly nodes: ReadonlyMap<string, NodeRun>;
};

/** Returns the state of a run before the input `start`. */
export function createRunState(plan: Plan): RunState {
  const nodes = [...plan.steps.values()].map((planned) => [planned.id, createNodeRun(planned)] as const);
  return { plan, phase: "ready", paused: false, ending: undefined, nodes: new Map(nodes) };
}

/** Returns true for a status that only a request can change. */
export function isFinal(status: NodeStatus): boolean {
  return status === "completed" || status === "failed" || status === "skipped" || status === "cancelled";
}

/** Returns true if the nodes that depend on this node may start. */
export function isSatisfied(node: NodeRun): boolean {
  return node.status === "completed" || (node.status === "skipped" && node.waived);
}

function createNodeRun(planned: PlannedNode): NodeRun {
  return {
    id: planned.id,
    status: "pending",
    attempt: 0,
    attemptsLeft: planned.maxAttempts,
    waived: false,
    stopsAs: undefined,
    output: undefined,
    error: undefined,
    reason: undefined,
  };
}
