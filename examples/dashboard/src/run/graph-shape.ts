import type { DagState, Graph } from "@dagwire/dag";
import { useMemo } from "react";
import { useGraph, useStream } from "@dagwire/dag/react";
import { nodeIds } from "./node-view.js";

/** An edge of the graph. */
export type Edge = { readonly from: string; readonly to: string; readonly label: string | undefined };

/** What the layout depends on. */
export type GraphShape = { readonly nodeIds: readonly string[]; readonly edges: readonly Edge[] };

/** The shape of the graph; the same object until a node or an edge comes or goes. */
export function useGraphShape(): GraphShape {
  const graph = useGraph();
  // An engine may never tell its graph, or an edge of it: then what happens draws it.
  const found = useStream(foundOutside);
  return useMemo(() => shapeOf(graph, JSON.parse(found) as Found), [graph, found]);
}

type Found = { readonly ids: readonly string[]; readonly edges: readonly (readonly [string, string])[] };

function foundOutside({ graph, nodes, edges }: DagState): string {
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

/** Identity of an edge; ids may hold any character. */
export function edgeKey(from: string, to: string): string {
  return JSON.stringify([from, to]);
}
