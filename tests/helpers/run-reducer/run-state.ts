import type {
  Artifact,
  ErrorDetail,
  ErrorEvent,
  HumanGateResolvedEvent,
  HumanGateWaitingEvent,
  NodeDefinition,
  NodeMetrics,
  NodeStatus,
  RunStatus,
} from "@dagwire/dag";
import type { LogTail } from "../../../examples/dashboard/src/run/log-tail.js";

/** The phase of a run; `unknown` until its first event. */
export type RunPhase = "unknown" | "running" | "paused" | RunStatus;

/** The progress of a node or of the run. */
export type Progress = {
  readonly current: number;
  readonly total: number | undefined;
  readonly unit: string | undefined;
  readonly message: string | undefined;
};

/** The run as a whole. Times are date-times by the engine's clock. */
export type RunInfo = {
  readonly phase: RunPhase;
  readonly id: string | undefined;
  readonly title: string | undefined;
  readonly startedAt: string | undefined;
  readonly durationMs: number | undefined;
  readonly error: ErrorDetail | undefined;
  /** The reason of the pause and its author. */
  readonly pauseNote: string | undefined;
  readonly progress: Progress | undefined;
};

/** Spending against the budget, in US dollars; a budget of 0 is no limit. */
export type Cost = { readonly spent: number; readonly budget: number; readonly isExceeded: boolean };

/** One node: its definition and its progress. */
export type NodeView = {
  readonly id: string;
  readonly definition: NodeDefinition;
  readonly status: NodeStatus;
  /** The time when the node got its status. */
  readonly statusSince: string | undefined;
  readonly attempt: number | undefined;
  readonly metrics: NodeMetrics | undefined;
  readonly costUsd: number | undefined;
  readonly output: unknown;
  readonly error: ErrorDetail | undefined;
  readonly reason: string | undefined;
  readonly retryAt: string | undefined;
  readonly progress: Progress | undefined;
  readonly artifacts: readonly Artifact[];
};

/** A dependency between two nodes. */
export type Edge = { readonly from: string; readonly to: string; readonly label: string | undefined };

/** The part of the state that decides the layout. It stays the same object until a node or an edge is added or removed. */
export type GraphShape = { readonly nodeIds: readonly string[]; readonly edges: readonly Edge[] };

/** The state of one run on the page. It is never changed in place: a part that did not change stays the same object. */
export type RunState = {
  readonly info: RunInfo;
  readonly cost: Cost;
  readonly graph: GraphShape;
  readonly nodes: ReadonlyMap<string, NodeView>;
  /** Edges along which data has flowed, by {@link edgeKey}. */
  readonly activeEdges: ReadonlySet<string>;
  readonly logs: ReadonlyMap<string, LogTail>;
  /** The gates that wait for a decision, by node. */
  readonly gates: ReadonlyMap<string, HumanGateWaitingEvent>;
  /** The decisions of the closed gates, by node. */
  readonly decisions: ReadonlyMap<string, HumanGateResolvedEvent>;
  /** The last errors that are no change of status. */
  readonly errors: readonly ErrorEvent[];
};

/** The state before the first event. */
export const initialRunState: RunState = {
  info: {
    phase: "unknown",
    id: undefined,
    title: undefined,
    startedAt: undefined,
    durationMs: undefined,
    error: undefined,
    pauseNote: undefined,
    progress: undefined,
  },
  cost: { spent: 0, budget: 0, isExceeded: false },
  graph: { nodeIds: [], edges: [] },
  nodes: new Map(),
  activeEdges: new Set(),
  logs: new Map(),
  gates: new Map(),
  decisions: new Map(),
  errors: [],
};

/** Makes a node that has not started. */
export function createNode(id: string, definition: NodeDefinition): NodeView {
  return {
    id,
    definition,
    status: "pending",
    statusSince: undefined,
    attempt: undefined,
    metrics: undefined,
    costUsd: undefined,
    output: undefined,
    error: undefined,
    reason: undefined,
    retryAt: undefined,
    progress: undefined,
    artifacts: [],
  };
}

/** Returns the identity of an edge. Node ids may contain any character. */
export function edgeKey(from: string, to: string): string {
  return JSON.stringify([from, to]);
}

/** True if the run has ended. */
export function isTerminal(phase: RunPhase): phase is RunStatus {
  return phase === "completed" || phase === "failed" || phase === "cancelled" || phase === "timed_out";
}

/** True if a node changes no more unless a user retries it. */
export function isFinal(status: NodeStatus): boolean {
  return status === "completed" || status === "failed" || status === "skipped" || status === "cancelled";
}
