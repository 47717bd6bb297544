import type { ServerEvent } from "@dagwire/dag";
import { describe, expect, it } from "vitest";
import { edgeKey } from "../../../../examples/dashboard/src/store/run-state.js";
import { nodeState, reduce, started, wholeRun } from "../run-events.js";

const beforeEnd = wholeRun.slice(0, -1);
const gate: ServerEvent = { type: "human_gate_waiting", node_id: "b", gate_id: "b#2", presentation: {} };

describe("applyServerEvent", () => {
  it("knows the graph from the start of the run", () => {
    const { graph, nodes, info, cost } = reduce([started]);
    expect(graph.nodeIds).toEqual(["a", "b", "c"]);
    expect(graph.edges).toEqual([
      { from: "a", to: "b", label: undefined },
      { from: "b", to: "c", label: "files" },
    ]);
    expect(nodes.get("a")).toMatchObject({ status: "pending", definition: { title: "A" } });
    expect(info).toMatchObject({ phase: "running", title: "Release" });
    expect(cost.budget).toBe(2);
  });

  it("keeps what each event says of a node", () => {
    const a = reduce(wholeRun).nodes.get("a");
    expect(a).toMatchObject({ status: "completed", attempt: 1, costUsd: 0.5, output: { files: 9 }, progress: { current: 3, total: 9 } });
    expect(a?.artifacts).toHaveLength(1);
  });

  it("comes to the same state when the whole run is applied a second time before its end", () => {
    expect(reduce(beforeEnd, reduce(beforeEnd))).toEqual(reduce(beforeEnd));
  });

  it.each([["completed"], ["failed"], ["cancelled"], ["timed_out"]] as const)("stays %s whatever arrives later", (status) => {
    const ended = reduce([started, gate, { type: "execution_complete", results: {}, status }]);
    expect(ended.info.phase).toBe(status);
    expect(ended.gates.size).toBe(0);
    const late = wholeRun.filter(({ type }) => type !== "error");
    expect(reduce(late, ended)).toBe(ended);
  });

  it("shows an error that answers a late click", () => {
    const ended = reduce(wholeRun);
    const late = reduce([{ type: "error", message: "the run is over" }], ended);
    expect(late.errors.at(-1)?.message).toBe("the run is over");
    expect(late.info).toBe(ended.info);
  });

  it("shows a run of an engine that never tells its graph", () => {
    const state = reduce([nodeState("x", "completed"), { type: "edge_active", from: "x", to: "y" }, nodeState("y", "running")]);
    expect(state.info.phase).toBe("running");
    expect(state.graph.nodeIds).toEqual(["x", "y"]);
    expect(state.activeEdges.has(edgeKey("x", "y"))).toBe(true);
  });

  it("keeps the parts that an event does not touch", () => {
    const before = reduce(beforeEnd);
    const after = reduce([nodeState("c", "queued")], before);
    expect(after.graph).toBe(before.graph);
    expect(after.nodes.get("a")).toBe(before.nodes.get("a"));
    expect(after.logs).toBe(before.logs);
  });

  it("takes a node with its edges, log and gate out of the graph", () => {
    const state = reduce([started, gate, { type: "dag_mutated", mutation: { op: "remove_node", node_id: "b" } }]);
    expect(state.graph).toEqual({ nodeIds: ["a", "c"], edges: [] });
    expect(state.gates.size).toBe(0);
  });

  it("changes a definition and keeps the status", () => {
    const change: ServerEvent = { type: "dag_mutated", mutation: { op: "update_node", node_id: "a", node: { summary: "first" } } };
    expect(reduce([started, nodeState("a", "running"), change]).nodes.get("a")).toMatchObject({
      status: "running",
      definition: { title: "A", summary: "first" },
    });
  });

  it("ignores how another instance of a gate closed", () => {
    const state = reduce([started, gate, { type: "human_gate_resolved", node_id: "b", gate_id: "b#1", resolution: "expired" }]);
    expect(state.gates.get("b")).toBe(gate);
  });

  it("closes the gate of an engine that only goes on", () => {
    expect(reduce([started, gate, nodeState("b", "completed")]).gates.size).toBe(0);
  });

  it("says who paused the run, and why", () => {
    const paused = reduce([started, { type: "run_paused", actor: { id: "ada", name: "Ada" }, reason: "lunch" }]);
    expect(paused.info).toMatchObject({ phase: "paused", pauseNote: "by Ada: lunch" });
  });
});
