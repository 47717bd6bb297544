import { useMemo } from "react";
import type { Artifact, DagState, ErrorDetail, NodeDefinition, NodeMetrics, NodeRun, NodeStatus, ProgressReport } from "@dagwire/dag";
import { useNode, useStreamAt } from "@dagwire/dag/react";
import { useRead } from "./use-read.js";

/** A node as the page shows it: its definition in the graph, and its progress in the run. */
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
  readonly progress: ProgressReport | undefined;
  readonly artifacts: readonly Artifact[];
};

/** Returns a node of the run. The component renders again only if this node changes. */
export function useNodeView(id: string): NodeView {
  const definition = useStreamAt(["graph", "nodes", id]);
  const costUsd = useStreamAt(["cost", "nodes", id]);
  const run = useNode(id);
  return useMemo(() => viewOf(id, definition, run, costUsd), [id, definition, run, costUsd]);
}

/** Returns true if the run has a node with this id. */
export function useIsNode(id: string | undefined): boolean {
  const pointers = useMemo(() => (id === undefined ? [] : [`/nodes/${pointerToken(id)}`, `/graph/nodes/${pointerToken(id)}`]), [id]);
  return useRead(pointers, ({ read }) => id !== undefined && (read(["nodes", id]) ?? read(["graph", "nodes", id])) !== undefined);
}

/** Returns a node of a given state. */
export function nodeView({ graph, nodes, cost }: Pick<DagState, "graph" | "nodes" | "cost">, id: string): NodeView {
  return viewOf(id, graph.nodes[id], nodes[id], cost.nodes[id]);
}

function viewOf(id: string, definition: NodeDefinition = {}, run: NodeRun = {}, costUsd: number | undefined): NodeView {
  const { status = "pending", attempt, metrics, output, progress, artifacts = {}, change = {} } = run;
  return {
    id,
    definition,
    status,
    statusSince: change.at,
    attempt,
    metrics,
    costUsd: costUsd ?? metrics?.cost_usd,
    output,
    error: change.error,
    reason: change.reason,
    retryAt: change.retry_at,
    progress,
    artifacts: Object.values(artifacts),
  };
}

/** Returns the ids of all nodes: the nodes of the graph, and the nodes that only other events name. */
export function nodeIds({ graph, nodes }: Pick<DagState, "graph" | "nodes">): readonly string[] {
  return [...new Set([...Object.keys(graph.nodes), ...Object.keys(nodes)])];
}

function pointerToken(id: string): string {
  return id.replaceAll("~", "~0").replaceAll("/", "~1");
}
