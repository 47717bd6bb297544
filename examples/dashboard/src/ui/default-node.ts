import type { NodeStatus } from "@dagwire/dag";
import type { NodeView, RunState } from "../store/run-state.js";

const order: readonly NodeStatus[] = ["running", "retrying", "waiting", "failed"];

/** The node to show while nobody has chosen one: where something happens, else the one that changed last. */
export function defaultNodeId(run: RunState): string | undefined {
  const nodes = [...run.nodes.values()];
  for (const status of order) {
    const latest = latestOf(nodes.filter((node) => node.status === status));
    if (latest !== undefined) return latest.id;
  }
  return (latestOf(nodes.filter(({ statusSince }) => statusSince !== undefined)) ?? nodes[0])?.id;
}

function latestOf(nodes: readonly NodeView[]): NodeView | undefined {
  return nodes.reduce<NodeView | undefined>(
    (latest, node) => (latest === undefined || (node.statusSince ?? "") >= (latest.statusSince ?? "") ? node : latest),
    undefined,
  );
}
