import type { ErrorDetail, NodeStatus, RunStatus } from "@dagwire/dag";

/** What the scheduler needs to know of a step. */
export type PlannedNode = {
  readonly id: string;
  readonly kind: "command" | "gate";
  readonly after: readonly string[];
  readonly maxAttempts: number;
  readonly backoffMs: number;
};

/** What the scheduler needs to know of a pipeline. */
export type Plan = {
  readonly maxParallel: number;
  /** In the order in which nodes start when several could. */
  readonly steps: ReadonlyMap<string, PlannedNode>;
};

/** One node in a run. */
export type NodeRun = {
  readonly id: string;
  readonly status: NodeStatus;
  /** Attempts started so far; for a gate, how often it opened. */
  readonly attempt: number;
  /** Attempts that may still start before a failure is final. */
  readonly attemptsLeft: number;
  /** Skipped on request: the nodes after it run as if it had completed. */
  readonly waived: boolean;
  /** Set while a running attempt is being stopped: what the node becomes when it is. */
  readonly stopsAs: "skipped" | "cancelled" | undefined;
  readonly output: unknown;
  readonly error: ErrorDetail | undefined;
  readonly reason: string | undefined;
};

/** How a run ends, decided before the last process is gone. */
export type Ending = { readonly status: RunStatus; readonly error: ErrorDetail | undefined };

/** Everything that the scheduler knows of a run. Never changed in place. */
export type RunState = {
  readonly plan: Plan;
  readonly phase: "ready" | "running" | "stopping" | "over";
  readonly paused: boolean;
  /** Set from the moment on that somebody, or a limit, stops the run. */
  readonly ending: Ending | undefined;
  readonly nodes: ReadonlyMap<string, NodeRun>;
};

/** The state before {@link step} has seen `start`. */
export function createRunState(plan: Plan): RunState {
  const nodes = [...plan.steps.values()].map((planned) => [planned.id, createNodeRun(planned)] as const);
  return { plan, phase: "ready", paused: false, ending: undefined, nodes: new Map(nodes) };
}

/** True for a status that only a request can change. */
export function isFinal(status: NodeStatus): boolean {
  return status === "completed" || status === "failed" || status === "skipped" || status === "cancelled";
}

/** True when the nodes after this one may start. */
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
