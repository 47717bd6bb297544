import type { Graph } from "@dagwire/dag";
import { useMemo } from "react";
import { useGraph } from "@dagwire/dag/react";
import { nodeIds } from "./node-view.js";
import { type NodeParts, useNodeParts } from "./use-read.js";

/** A dependency between two nodes. */
export type Edge = { readonly from: string; readonly to: string; readonly label: string | undefined };

/** The part of the state that decides the layout. */
export type GraphShape = { readonly nodeIds: readonly string[]; readonly edges: readonly Edge[] };

/** Returns the shape of the graph. Returns the same object until a node or an edge is added or removed. */
export function useGraphShape(): GraphShape {
  const graph = useGraph();
  // An engine need not send its graph or all edges. The page then adds the nodes and edges that events name.
  const found = useNodeParts(foundOutside);
  return useMemo(() => shapeOf(graph, JSON.parse(found) as Found), [graph, found]);
}

type Found = { readonly ids: readonly string[]; readonly edges: readonly (readonly [string, string])[] };

function foundOutside({ graph, nodes, edges }: NodeParts): string {
  const ids = nodeIds({ graph, nodes }).filter((id) => !Object.hasOwn(graph.nodes, id));
  const flows = Object.entries(edges).flatMap(([from, ends]) => Object.keys(ends).map((to) => [from, to] as const));
  return JSON.stringify({ ids, edges: flows.filter(([from, to]) => graph.edges[from]?.[to] === undefined) } satisfies Found);
}

function shapeOf(graph: Graph, found: Found): GraphShape {
  const told = Object.entries(graph.edges).flatMap(([from, targets]) =>
    Object.entries(targets).map(([to, edge]) => ({ from, to, label: edge.label })),
  );
  const edges = [...told, ...found.edges.map(([from, to]) => ({ from, to, label: undefined }))];
  const ids = new Set([...Object.keys(graph.nodes), ...found.ids, ...found.edges.flat()]);
  return { nodeIds: [...ids], edges };
}

/** Returns a text that only this edge has, for keys and sets. It is JSON, because node ids may contain any character. */
export function edgeKey(from: string, to: string): string {
  return JSON.stringify([from, to]);
}
