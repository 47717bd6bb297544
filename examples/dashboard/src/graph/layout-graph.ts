import { graphlib, layout } from "@dagrejs/dagre";
import { type Edge, type GraphShape, edgeKey } from "../run/graph-shape.js";
import { measures } from "./measures.js";

/** A point of the drawing, in pixels. */
export type Point = { readonly x: number; readonly y: number };

/** A node and the left upper corner of its card. */
export type PlacedNode = Point & { readonly id: string };

/** An edge and the `d` of its SVG path. */
export type PlacedEdge = Edge & { readonly key: string; readonly path: string; readonly middle: Point };

/** The places of all nodes and edges. The nodes are sorted from top to bottom, then from left to right. */
export type GraphLayout = {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
};

/**
 * Lays a graph out by dependency, from the top down. Takes some tenths of a second for 300 nodes: see
 * `layout-worker.ts`.
 */
export function layoutGraph({ nodeIds, edges }: GraphShape): GraphLayout {
  const graph = new graphlib.Graph();
  graph.setGraph({
    nodesep: measures.gapX,
    ranksep: measures.gapY,
    marginx: measures.padding,
    marginy: measures.padding,
  });
  // dagre keeps nodes in plain objects. An id may be any string, such as "constructor", so numbers stand for the ids.
  const keys = new Map(nodeIds.map((id, index) => [id, String(index)]));
  for (const key of keys.values()) graph.setNode(key, { width: measures.nodeWidth, height: measures.nodeHeight });
  const drawn = edges.flatMap((edge) => {
    const [from, to] = [keys.get(edge.from), keys.get(edge.to)];
    return from === undefined || to === undefined ? [] : [{ edge, from, to }];
  });
  for (const { from, to } of drawn) graph.setEdge(from, to, {});
  if (nodeIds.length > 0) layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { readonly width?: number; readonly height?: number };
  const nodes = [...keys].map(([id, key]) => placeNode(id, graph.node(key) as Point));
  return {
    width,
    height,
    nodes: nodes.toSorted((a, b) => a.y - b.y || a.x - b.x),
    edges: drawn.map(({ edge, from, to }) => placeEdge(edge, (graph.edge(from, to) as { readonly points: readonly Point[] }).points)),
  };
}

/** Returns the left upper corner of a node. `x` and `y` are its middle, which dagre gives. */
function placeNode(id: string, { x, y }: Point): PlacedNode {
  return { id, x: x - measures.nodeWidth / 2, y: y - measures.nodeHeight / 2 };
}

function placeEdge(edge: Edge, points: readonly Point[]): PlacedEdge {
  const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 };
  return { ...edge, key: edgeKey(edge.from, edge.to), path: drawPath(points), middle };
}

/**
 * Returns the SVG path of an edge: a smooth line whose control points are the bends of the edge. The line passes half
 * way between the bends.
 */
function drawPath(points: readonly Point[]): string {
  const [first, ...others] = points;
  const last = others.pop();
  if (first === undefined || last === undefined) return "";
  const curves = others.map((bend, index) => {
    const next = others[index + 1];
    const end = next === undefined ? last : { x: (bend.x + next.x) / 2, y: (bend.y + next.y) / 2 };
    return `Q${round(bend)} ${round(end)}`;
  });
  return [`M${round(first)}`, ...(curves.length === 0 ? [`L${round(last)}`] : curves)].join(" ");
}

function round({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
