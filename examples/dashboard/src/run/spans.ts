import type { DagState, NodeStatus } from "@dagwire/dag";
import { isFinal } from "./phases.js";
import { nodeIds, nodeView } from "./node-view.js";

/** The time in which a node ran, in milliseconds since 1970. */
export type Span = {
  readonly id: string;
  readonly title: string;
  readonly status: NodeStatus;
  readonly startMs: number;
  /** Time at which the node ended. Undefined while the node runs. */
  readonly endMs: number | undefined;
  readonly attempts: number;
};

/** Returns the times in which the nodes ran, ordered by their start. Nodes that have not started have no span. */
export function spansOf(state: Pick<DagState, "graph" | "nodes" | "cost">): readonly Span[] {
  const spans = nodeIds(state).flatMap((id): readonly Span[] => {
    const { definition, status, statusSince, metrics = {}, attempt } = nodeView(state, id);
    const isAtWork = status === "running" || status === "waiting" || status === "retrying";
    const startMs = time(metrics.started_at) ?? (isAtWork ? time(statusSince) : undefined);
    if (startMs === undefined) return [];
    const endMs = isFinal(status) ? (time(metrics.finished_at) ?? time(statusSince)) : undefined;
    return [{ id, title: definition.title ?? id, status, startMs, endMs, attempts: metrics.attempts ?? attempt ?? 1 }];
  });
  return spans.toSorted((a, b) => a.startMs - b.startMs);
}

function time(text: string | undefined): number | undefined {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
