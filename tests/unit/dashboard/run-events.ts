import type { NodeStatus, ServerEvent } from "@dagwire/dag";

/** The start of a run of a → b → c. */
export const started: ServerEvent = {
  type: "run_started",
  run_id: "run-1",
  title: "Release",
  at: "2026-01-01T00:00:00Z",
  budget: 2,
  graph: { nodes: { a: { title: "A" }, b: {}, c: {} }, edges: { a: { b: {} }, b: { c: { label: "files" } } } },
};

/** An event that changes the status of a node. */
export function nodeState(node_id: string, status: NodeStatus, more: object = {}): ServerEvent {
  return { type: "node_state", node_id, status, ...more };
}

/** An event with output of a node. */
export function nodeLog(offset: number, chunk: string, more: object = {}): Extract<ServerEvent, { readonly type: "node_log" }> {
  return { type: "node_log", node_id: "a", channel: "stdout", offset, chunk, ...more };
}

/** The events of a run from start to end, with events of every kind. */
export const wholeRun: readonly ServerEvent[] = [
  started,
  nodeState("a", "running", { at: "2026-01-01T00:00:01Z", attempt: 1 }),
  nodeLog(0, "héllo\n"),
  { type: "progress", node_id: "a", current: 3, total: 9, unit: "files" },
  { type: "cost_update", spent: 0.5, budget: 2, remaining: 1.5, node_costs: { a: 0.5 } },
  { type: "artifact", node_id: "a", artifact: { name: "report.md", uri: "report.md" } },
  nodeState("a", "completed", { metrics: { duration_ms: 20 }, output: { files: 9 } }),
  { type: "edge_active", from: "a", to: "b" },
  { type: "dag_mutated", mutation: { op: "add_node", node_id: "d", node: { title: "D" } } },
  { type: "dag_mutated", mutation: { op: "add_edge", from: "a", to: "d" } },
  { type: "error", message: "refused", at: "2026-01-01T00:00:02Z" },
  { type: "run_paused", actor: { id: "ada", name: "Ada" }, reason: "lunch" },
  { type: "run_resumed" },
  { type: "human_gate_waiting", node_id: "b", gate_id: "b#1", presentation: { title: "Continue?" } },
  { type: "human_gate_resolved", node_id: "b", gate_id: "b#1", resolution: "decided", decision: "approve", actor: { id: "ada" } },
  { type: "execution_complete", results: {}, status: "completed", duration_ms: 4_000, spent: 0.75 },
];
