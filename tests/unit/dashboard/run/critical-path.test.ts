import { expect, test } from "vitest";
import { type DagState, initialState } from "@dagwire/dag";
import { criticalPath } from "../../../../examples/dashboard/src/run/critical-path.js";
import { findNodes } from "../../../../examples/dashboard/src/run/find-nodes.js";

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
type Node = DagState["nodes"][string];
const done = (from: number, to: number): Node => ({
  status: "completed",
  metrics: { started_at: at(from), finished_at: at(to) },
});
const edge = {};

function stateOf(nodes: DagState["nodes"]): DagState {
  const graph = {
    nodes: { slow: { title: "Slow one" } },
    edges: { start: { slow: edge, fast: edge }, slow: { end: edge }, fast: { end: edge } },
  };
  return { ...initialState(), graph: { ...initialState().graph, ...graph }, nodes };
}

test("leads back over the dependencies that ended last", () => {
  const state = stateOf({ start: done(0, 1), slow: done(1, 9), fast: done(1, 3), end: done(9, 10) });
  expect(criticalPath(state)).toEqual(["start", "slow", "end"]);
});

test("ends at a node that still runs", () => {
  const running: Node = { status: "running", metrics: { started_at: at(2) } };
  expect(criticalPath(stateOf({ start: done(0, 1), slow: running, fast: done(1, 3) }))).toEqual(["start", "slow"]);
  expect(criticalPath(stateOf({}))).toEqual([]);
});

test("terminates for a cycle, which no valid graph has", () => {
  const state = stateOf({ start: done(0, 1), slow: done(1, 9), end: done(9, 10) });
  const edges = { ...state.graph.edges, end: { start: edge } };
  expect(criticalPath({ ...state, graph: { ...state.graph, edges } })).toHaveLength(3);
});

test("a search finds the nodes whose id, title and status contain all words", () => {
  const state = stateOf({ start: done(0, 1), slow: done(1, 9), fast: { status: "failed" } });
  expect(findNodes(state, "SLOW")).toEqual(["slow"]);
  expect(findNodes(state, "one completed")).toEqual(["slow"]);
  expect(findNodes(state, "failed")).toEqual(["fast"]);
  expect(findNodes(state, "failed slow")).toEqual([]);
});
