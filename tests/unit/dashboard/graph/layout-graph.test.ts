import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignLayers } from "../../../../examples/dashboard/src/graph/assign-layers.js";
import { layoutGraph } from "../../../../examples/dashboard/src/graph/layout-graph.js";
import { measures } from "../../../../examples/dashboard/src/graph/measures.js";
import type { GraphShape } from "../../../../examples/dashboard/src/run/graph-shape.js";

function shape(nodeIds: readonly string[], edges: readonly (readonly [string, string])[]): GraphShape {
  return { nodeIds, edges: edges.map(([from, to]) => ({ from, to, label: undefined })) };
}

const diamond = shape(
  ["a", "b", "c", "d"],
  [
    ["a", "b"],
    ["a", "c"],
    ["b", "d"],
    ["c", "d"],
    ["a", "d"],
  ],
);

/** Generates graphs of up to 14 nodes whose edges lead from lower to higher numbers. */
const anyGraph = fc.uniqueArray(fc.tuple(fc.nat(13), fc.nat(13)), { maxLength: 30, selector: String }).map((pairs) => {
  const edges = pairs.filter(([from, to]) => from < to).map(([from, to]) => [`n${from}`, `n${to}`] as const);
  return shape(
    Array.from({ length: 14 }, (_, index) => `n${index}`),
    edges,
  );
});

describe("assignLayers", () => {
  it("puts a node below everything it depends on", () => {
    expect(Object.fromEntries(assignLayers(diamond))).toEqual({ a: 0, b: 1, c: 1, d: 2 });
  });

  it("terminates for a cycle and for edges to unknown nodes", () => {
    const broken = shape(
      ["a", "b", "c"],
      [
        ["a", "b"],
        ["b", "c"],
        ["c", "b"],
        ["x", "a"],
      ],
    );
    expect([...assignLayers(broken).keys()]).toEqual(["a", "b", "c"]);
    expect(layoutGraph(broken).nodes).toHaveLength(3);
  });
});

describe("layoutGraph", () => {
  it("draws an empty graph", () => {
    expect(layoutGraph(shape([], []))).toMatchObject({ nodes: [], edges: [] });
  });

  it("draws an edge over two layers beside the nodes between", () => {
    const { nodes, edges } = layoutGraph(diamond);
    const { path = "", middle = { x: 0, y: 0 } } = edges.find(({ from, to }) => from === "a" && to === "d") ?? {};
    const between = nodes.filter(({ id }) => id === "b" || id === "c");
    expect(path).toMatch(/^M[\d.]+ [\d.]+ Q/);
    expect(between.every(({ x }) => middle.x < x || middle.x > x + measures.nodeWidth)).toBe(true);
  });

  it("takes any string as an id, and an edge from a node to itself", () => {
    const ids = ["constructor", "toString", "hasOwnProperty", "a\u0001b", ""];
    const { nodes, edges } = layoutGraph(
      shape(ids, [
        ["constructor", "toString"],
        ["", ""],
      ]),
    );
    expect(new Set(nodes.map(({ id }) => id))).toEqual(new Set(ids));
    expect(nodes.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
    expect(edges).toHaveLength(2);
  });

  it("leaves out edges to unknown nodes", () => {
    const { nodes, edges } = layoutGraph(shape(["a"], [["a", "x"]]));
    expect([nodes.map(({ id }) => id), edges]).toEqual([["a"], []]);
  });

  it("keeps nodes apart and inside the drawing, and draws every edge", () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const { nodes, edges, width, height } = layoutGraph(graph);
        expect(nodes).toHaveLength(graph.nodeIds.length);
        expect(edges).toHaveLength(graph.edges.length);
        for (const node of nodes) {
          expect(node.x).toBeGreaterThanOrEqual(0);
          expect(node.x + measures.nodeWidth).toBeLessThanOrEqual(width);
          expect(node.y + measures.nodeHeight).toBeLessThanOrEqual(height);
          const beside = nodes.filter(({ id, y }) => id !== node.id && y === node.y);
          expect(beside.every(({ x }) => Math.abs(x - node.x) >= measures.nodeWidth)).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
