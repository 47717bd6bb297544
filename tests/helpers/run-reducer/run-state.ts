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

/** Where a run stands; `unknown` until its first event. */
export type RunPhase = "unknown" | "running" | "paused" | RunStatus;

/** How far a node or the run has come. */
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
  /** Why the run is paused, and by whom. */
  readonly pauseNote: string | undefined;
  readonly progress: Progress | undefined;
};

/** Spending against the budget, in US dollars; a budget of 0 is no limit. */
export type Cost = { readonly spent: number; readonly budget: number; readonly isExceeded: boolean };

/** One node: its definition and what has happened to it. */
export type NodeView = {
  readonly id: string;
  readonly definition: NodeDefinition;
  readonly status: NodeStatus;
  /** When it took on its status. */
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

/** An edge of the graph. */
export type Edge = { readonly from: string; readonly to: string; readonly label: string | undefined };

/** What the layout depends on; the same object until a node or an edge comes or goes. */
export type GraphShape = { readonly nodeIds: readonly string[]; readonly edges: readonly Edge[] };

/** What the page knows of one run. Never changed in place: a part that did not change stays the same object. */
export type RunState = {
  readonly info: RunInfo;
  readonly cost: Cost;
  readonly graph: GraphShape;
  readonly nodes: ReadonlyMap<string, NodeView>;
  /** Edges along which data has flowed, by {@link edgeKey}. */
  readonly activeEdges: ReadonlySet<string>;
  readonly logs: ReadonlyMap<string, LogTail>;
  /** Gates that wait, by node. */
  readonly gates: ReadonlyMap<string, HumanGateWaitingEvent>;
  /** How gates closed, by node. */
  readonly decisions: ReadonlyMap<string, HumanGateResolvedEvent>;
  /** The last errors that are no change of status. */
  readonly errors: readonly ErrorEvent[];
};

/** What is known before the first event. */
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

/** A node to which nothing has happened yet. */
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

/** Identity of an edge; ids may hold any character. */
export function edgeKey(from: string, to: string): string {
  return JSON.stringify([from, to]);
}

/** True when the run is over for good. */
export function isTerminal(phase: RunPhase): phase is RunStatus {
  return phase === "completed" || phase === "failed" || phase === "cancelled" || phase === "timed_out";
}

/** True when nothing more happens to a node by itself. */
export function isFinal(status: NodeStatus): boolean {
  return status === "completed" || status === "failed" || status === "skipped" || status === "cancelled";
}
