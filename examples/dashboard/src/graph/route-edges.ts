import { type Edge, type GraphShape, edgeKey } from "../run/graph-shape.js";

/** A place in a layer: a node, or a bend of an edge that passes through the layer. */
export type Slot = { readonly id: string; readonly nodeId: string | undefined };

/** An edge as the slots that it passes, from layer to layer. */
export type Route = { readonly edge: Edge; readonly slotIds: readonly string[] };

/** Slots by layer, and the way of each edge through them. */
export type RoutedGraph = { readonly layers: readonly (readonly Slot[])[]; readonly routes: readonly Route[] };

/** Gives every edge a slot in each layer between its ends, so that it passes beside nodes and not behind them. */
export function routeEdges({ nodeIds, edges }: GraphShape, layerOf: ReadonlyMap<string, number>): RoutedGraph {
  const layers: Slot[][] = Array.from({ length: Math.max(-1, ...layerOf.values()) + 1 }, () => []);
  for (const id of nodeIds) layers[layerOf.get(id) ?? 0]?.push({ id: nodeSlotId(id), nodeId: id });
  const routes = edges.flatMap((edge) => {
    const start = layerOf.get(edge.from);
    const end = layerOf.get(edge.to);
    if (start === undefined || end === undefined || end <= start) return [];
    const bends = layers.slice(start + 1, end).map((layer, index) => addBend(layer, edge, index));
    return [{ edge, slotIds: [nodeSlotId(edge.from), ...bends, nodeSlotId(edge.to)] }];
  });
  return { layers, routes };
}

/** Slot of a node. */
export function nodeSlotId(nodeId: string): string {
  return `node ${nodeId}`;
}

function addBend(layer: Slot[], { from, to }: Edge, index: number): string {
  const id = `bend ${index} ${edgeKey(from, to)}`;
  layer.push({ id, nodeId: undefined });
  return id;
}
