import type { NodeStatus } from "@dagwire/dag";
import { type NodeView, nodeIds, nodeView } from "../run/node-view.js";
import type { NodeParts } from "../run/use-read.js";

const order: readonly NodeStatus[] = ["running", "retrying", "waiting", "failed"];

/** Returns the node to show until the user chooses one: a node that runs, waits or has failed, else the node that changed last. */
export function defaultNodeId(state: NodeParts): string | undefined {
  const nodes = nodeIds(state).map((id) => nodeView(state, id));
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
