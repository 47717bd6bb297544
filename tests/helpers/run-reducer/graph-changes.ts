import type { DagMutation, Graph } from "@dagwire/dag";
import { type Edge, type NodeView, type RunState, createNode, edgeKey } from "./run-state.js";
import { withEntry, withoutEntry } from "./update-map.js";

/** Returns the parts of the state that the graph at the start of a run determines. */
export function readGraph(graph: Graph): Pick<RunState, "graph" | "nodes"> {
  const nodes = new Map(Object.entries(graph.nodes).map(([id, definition]) => [id, createNode(id, definition)]));
  const edges = Object.entries(graph.edges).flatMap(([from, targets]) =>
    Object.entries(targets).map(([to, edge]) => ({ from, to, label: edge.label })),
  );
  return { graph: { nodeIds: [...nodes.keys()], edges }, nodes };
}

/** Applies one mutation. Applying it a second time changes nothing. */
export function applyMutation(state: RunState, mutation: DagMutation): RunState {
  switch (mutation.op) {
    case "add_node":
      return upsertNode(state, mutation.node_id, (node) => ({ ...node, definition: mutation.node }));
    case "remove_node":
      return removeNode(state, mutation.node_id);
    case "update_node":
      return updateNode(state, mutation.node_id, (node) => ({ ...node, definition: { ...node.definition, ...mutation.node } }));
    case "add_edge":
      return addEdge(state, { from: mutation.from, to: mutation.to, label: mutation.edge?.label });
    case "remove_edge":
      return removeEdge(state, edgeKey(mutation.from, mutation.to));
  }
}

/** Changes a known node. Ignores an unknown one. */
export function updateNode(state: RunState, id: string, change: (node: NodeView) => NodeView): RunState {
  const node = state.nodes.get(id);
  return node === undefined ? state : { ...state, nodes: withEntry(state.nodes, id, change(node)) };
}

/** Changes a node. Adds an unknown node, because an engine need not send its graph. */
export function upsertNode(state: RunState, id: string, change: (node: NodeView) => NodeView): RunState {
  if (state.nodes.has(id)) return updateNode(state, id, change);
  const graph = { ...state.graph, nodeIds: [...state.graph.nodeIds, id] };
  return { ...state, graph, nodes: withEntry(state.nodes, id, change(createNode(id, {}))) };
}

/** Adds an edge, unless the graph already has it. */
export function addEdge(state: RunState, edge: Edge): RunState {
  const isKnown = state.graph.edges.some(({ from, to }) => from === edge.from && to === edge.to);
  return isKnown ? state : { ...state, graph: { ...state.graph, edges: [...state.graph.edges, edge] } };
}

function removeEdge(state: RunState, key: string): RunState {
  const edges = state.graph.edges.filter(({ from, to }) => edgeKey(from, to) !== key);
  const activeEdges = new Set(state.activeEdges);
  activeEdges.delete(key);
  return { ...state, graph: { ...state.graph, edges }, activeEdges };
}

function removeNode(state: RunState, id: string): RunState {
  return {
    ...state,
    graph: {
      nodeIds: state.graph.nodeIds.filter((nodeId) => nodeId !== id),
      edges: state.graph.edges.filter(({ from, to }) => from !== id && to !== id),
    },
    nodes: withoutEntry(state.nodes, id),
    logs: withoutEntry(state.logs, id),
    gates: withoutEntry(state.gates, id),
    decisions: withoutEntry(state.decisions, id),
  };
}
