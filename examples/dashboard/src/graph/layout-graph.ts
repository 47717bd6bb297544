import { type Edge, type GraphShape, edgeKey } from "../run/graph-shape.js";
import { assignLayers } from "./assign-layers.js";
import { findNeighbours, orderLayers } from "./order-layers.js";
import { measures, placeSlots, slotWidth } from "./place-slots.js";
import { type Route, type Slot, nodeSlotId, routeEdges } from "./route-edges.js";

/** A point of the drawing, in pixels. */
export type Point = { readonly x: number; readonly y: number };

/** Where a node is drawn: its left upper corner. */
export type PlacedNode = Point & { readonly id: string };

/** How an edge is drawn: the `d` of an SVG path. */
export type PlacedEdge = Edge & { readonly key: string; readonly path: string; readonly middle: Point };

/** The graph, ready to be drawn. Nodes come in reading order: by layer, then from the left. */
export type GraphLayout = {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
};

const layerPitch = measures.nodeHeight + measures.gapY;

/** Lays a graph out by layers, from the top down. */
export function layoutGraph(shape: GraphShape): GraphLayout {
  const routed = routeEdges(shape, assignLayers(shape));
  const layers = orderLayers(routed);
  const x = placeSlots(layers, findNeighbours(routed.routes));
  const y = new Map(layers.flatMap((layer, index) => layer.map(({ id }) => [id, measures.padding + index * layerPitch] as const)));
  const right = Math.max(0, ...layers.flat().map((slot) => (x.get(slot.id) ?? 0) + slotWidth(slot) / 2));
  return {
    width: right + measures.padding,
    height: Math.max(0, layers.length * layerPitch - measures.gapY) + 2 * measures.padding,
    nodes: layers.flat().flatMap((slot) => placeNode(slot, x, y)),
    edges: routed.routes.map((route) => placeEdge(route, x, y)),
  };
}

type Coordinates = ReadonlyMap<string, number>;

function placeNode({ id, nodeId }: Slot, x: Coordinates, y: Coordinates): readonly PlacedNode[] {
  if (nodeId === undefined) return [];
  return [{ id: nodeId, x: (x.get(id) ?? 0) - measures.nodeWidth / 2, y: y.get(id) ?? 0 }];
}

function placeEdge({ edge, slotIds }: Route, x: Coordinates, y: Coordinates): PlacedEdge {
  const points = slotIds.flatMap((id) => edgePoints(id, edge, { x: x.get(id) ?? 0, y: y.get(id) ?? 0 }));
  const first = points[0] ?? { x: 0, y: 0 };
  const second = points[1] ?? first;
  const middle = { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 };
  return { ...edge, key: edgeKey(edge.from, edge.to), path: drawPath(points), middle };
}

/** An edge leaves its first node below, enters its last from above, and passes straight through bends. */
function edgePoints(slotId: string, { from, to }: Edge, top: Point): readonly Point[] {
  const bottom = { x: top.x, y: top.y + measures.nodeHeight };
  if (slotId === nodeSlotId(from)) return [bottom];
  if (slotId === nodeSlotId(to)) return [top];
  return [top, bottom];
}

function drawPath(points: readonly Point[]): string {
  return points.map((point, index) => drawSegment(points[index - 1], point)).join(" ");
}

function drawSegment(from: Point | undefined, to: Point): string {
  if (from === undefined) return `M${to.x} ${to.y}`;
  if (from.x === to.x) return `V${to.y}`;
  const middle = (from.y + to.y) / 2;
  return `C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`;
}
