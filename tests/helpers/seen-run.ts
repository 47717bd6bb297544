import type { DagState, ServerEvent } from "@dagwire/dag";
import { applyServerEvent } from "./run-reducer/apply-server-event.js";
import { type RunState, initialRunState } from "./run-reducer/run-state.js";

/** Applies events with a reducer written by hand. Returns the parts that the generated state has too, under common names. */
export function seenByHand(events: readonly ServerEvent[]): unknown {
  const run: RunState = events.reduce(applyServerEvent, initialRunState);
  const nodes = [...run.nodes].map(([id, node]) => {
    const { definition, status, attempt, metrics, output, error, reason, retryAt, statusSince, progress, artifacts } = node;
    const names = artifacts.map(({ name }) => name).toSorted();
    return [id, { definition, status, attempt, metrics, output, error, reason, retryAt, since: statusSince, progress, artifacts: names }];
  });
  const { info, cost } = run;
  return withoutGaps({
    run: { id: info.id, title: info.title, phase: info.phase, startedAt: info.startedAt, error: info.error, progress: info.progress },
    cost: { spent: cost.spent, budget: cost.budget },
    nodes: Object.fromEntries(nodes),
    edges: run.graph.edges.map(({ from, to, label }) => JSON.stringify([from, to, label ?? ""])).toSorted(),
    active: [...run.activeEdges].toSorted(),
    gates: Object.fromEntries([...run.gates].map(([id, { presentation, gate_id }]) => [id, { presentation, gate_id }])),
    decisions: Object.fromEntries([...run.decisions].map(([id, { type: _type, ...outcome }]) => [id, outcome])),
    errors: run.errors.map(({ type: _type, ...error }) => error),
    logs: Object.fromEntries(
      [...run.logs].map(([id, { chunks }]) => [id, chunks.flatMap(({ kind, text }) => (kind === "text" ? [text] : [])).join("")]),
    ),
  });
}

/** Returns the same parts of a generated state. */
export function seenInState({ run, graph, nodes, edges, cost, gates, decisions, errors, logs }: DagState): unknown {
  const ids = new Set([...Object.keys(graph.nodes), ...Object.keys(nodes)]);
  const seen = [...ids].map((id) => {
    const { status = "pending", attempt, metrics, output, change = {}, progress, artifacts = {} } = nodes[id] ?? {};
    const { error, reason, retry_at: retryAt, at: since } = change;
    const definition = graph.nodes[id] ?? {};
    const names = Object.keys(artifacts).toSorted();
    return [
      id,
      { definition, status, attempt, metrics, output, error, reason, retryAt, since, progress: withoutTime(progress), artifacts: names },
    ];
  });
  // An engine without the event `human_gate_resolved` closes a gate by continuing the run.
  const open = Object.entries(gates).filter(([id]) => nodes[id]?.status === "waiting");
  const progress = withoutTime(run.progress);
  return withoutGaps({
    run: { id: run.run_id, title: run.title, phase: run.phase, startedAt: run.started_at, error: run.error, progress },
    cost: { spent: cost.spent, budget: cost.budget },
    nodes: Object.fromEntries(seen),
    edges: pairsOf(graph.edges)
      .map(([from, to, edge]) => JSON.stringify([from, to, edge.label ?? ""]))
      .toSorted(),
    active: pairsOf(edges)
      .map(([from, to]) => JSON.stringify([from, to]))
      .toSorted(),
    gates: Object.fromEntries(open.map(([id, { presentation, gate_id }]) => [id, { presentation, gate_id }])),
    decisions,
    errors,
    logs: Object.fromEntries(Object.entries(logs).map(([id, chunks]) => [id, chunks.map(({ chunk }) => chunk).join("")])),
  });
}

function withoutTime<Report extends { readonly at?: string }>(report: Report | undefined): Omit<Report, "at"> | undefined {
  if (report === undefined) return undefined;
  const { at: _at, ...rest } = report;
  return rest;
}

function pairsOf<Edge>(edges: Readonly<Record<string, Readonly<Record<string, Edge>>>>): [string, string, Edge][] {
  return Object.entries(edges).flatMap(([from, targets]) =>
    Object.entries(targets).map(([to, edge]): [string, string, Edge] => [from, to, edge]),
  );
}

/** Returns a copy without the properties that are `undefined`, as JSON would be. */
function withoutGaps(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
