import {
  type Actor,
  type CostUpdateEvent,
  type ErrorEvent,
  type ExecutionCompleteEvent,
  type HumanGateResolvedEvent,
  type NodeStateEvent,
  type ProgressEvent,
  type RunPausedEvent,
  type RunStartedEvent,
  type ServerEvent,
  type ServerEventHandlers,
  dispatchServerEvent,
} from "@dagwire/dag";
import { addEdge, applyMutation, readGraph, updateNode, upsertNode } from "./graph-changes.js";
import { appendLog, emptyLog } from "../../../examples/dashboard/src/run/log-tail.js";
import { type NodeView, type RunState, edgeKey, initialRunState, isFinal, isTerminal } from "./run-state.js";
import { withEntry, withoutEntry } from "./update-map.js";

const maxErrors = 50;

const handlers: ServerEventHandlers<RunState, RunState> = {
  artifact: ({ node_id, artifact }, state) =>
    updateNode(state, node_id, (node) => ({
      ...node,
      artifacts: [...node.artifacts.filter(({ name }) => name !== artifact.name), artifact],
    })),
  budget_exceeded: ({ spent, budget }, state) => ({ ...state, cost: { spent, budget, isExceeded: true } }),
  cost_update: (event, state) => updateCost(state, event),
  dag_mutated: ({ mutation }, state) => applyMutation(state, mutation),
  edge_active: ({ from, to }, state) => {
    const next = addEdge(state, { from, to, label: undefined });
    return { ...next, activeEdges: new Set(next.activeEdges).add(edgeKey(from, to)) };
  },
  error: (event, state) => addError(state, event),
  execution_complete: (event, state) => complete(state, event),
  human_gate_resolved: (event, state) => resolveGate(state, event),
  human_gate_waiting: (event, state) => {
    const next = upsertNode(state, event.node_id, (node) => ({ ...node, status: "waiting" }));
    return { ...next, gates: withEntry(state.gates, event.node_id, event), decisions: withoutEntry(state.decisions, event.node_id) };
  },
  node_log: (event, state) => {
    const log = state.logs.get(event.node_id) ?? emptyLog;
    return { ...state, logs: withEntry(state.logs, event.node_id, appendLog(log, event)) };
  },
  node_state: (event, state) => changeNode(state, event),
  progress: (event, state) => updateProgress(state, event),
  run_paused: (event, state) => setInfo(state, { phase: "paused", pauseNote: describePause(event) }),
  run_resumed: (_event, state) => setInfo(state, { phase: "running", pauseNote: undefined }),
  run_started: (event, state) => start(state, event),
  budget_changed: (_event, state) => state,
  budget_warning: (_event, state) => state,
  model_call: (_event, state) => state,
  node_attempt: (_event, state) => state,
  run_cancelling: (_event, state) => state,
  text: (_event, state) => state,
  text_delta: (_event, state) => state,
};

/**
 * Returns the state after one event. A run that has ended does not change any more. Of the later events only errors
 * count, because an error may answer a late click. The events of a run may be applied again from its start.
 */
export function applyServerEvent(state: RunState, event: ServerEvent): RunState {
  if (isTerminal(state.info.phase) && event.type !== "error") return state;
  return dispatchServerEvent(event, handlers, state);
}

function start(state: RunState, event: RunStartedEvent): RunState {
  const info = { ...initialRunState.info, phase: "running", id: event.run_id, title: event.title, startedAt: event.at } as const;
  const cost = { spent: 0, budget: event.budget ?? 0, isExceeded: false };
  return { ...initialRunState, ...readGraph(event.graph), info, cost, errors: state.errors };
}

function changeNode(state: RunState, event: NodeStateEvent): RunState {
  const started = state.info.phase === "unknown" ? setInfo(state, { phase: "running", startedAt: event.at }) : state;
  const next = upsertNode(started, event.node_id, (node) => mergeNode(node, event));
  // An engine without the event human_gate_resolved closes a gate by continuing the run.
  return event.status === "waiting" ? next : { ...next, gates: withoutEntry(next.gates, event.node_id) };
}

function mergeNode(node: NodeView, event: NodeStateEvent): NodeView {
  return {
    ...node,
    status: event.status,
    statusSince: event.at,
    attempt: event.attempt ?? node.attempt,
    metrics: event.metrics === undefined ? node.metrics : { ...node.metrics, ...event.metrics },
    costUsd: event.metrics?.cost_usd ?? node.costUsd,
    output: event.output ?? node.output,
    error: event.error,
    reason: event.reason,
    retryAt: event.retry_at,
    progress: isFinal(node.status) && !isFinal(event.status) ? undefined : node.progress,
  };
}

function updateCost(state: RunState, { spent, budget, node_costs = {} }: CostUpdateEvent): RunState {
  const nodes = new Map(state.nodes);
  for (const [id, costUsd] of Object.entries(node_costs)) {
    const node = nodes.get(id);
    if (node !== undefined) nodes.set(id, { ...node, costUsd });
  }
  return { ...state, nodes, cost: { spent, budget, isExceeded: budget > 0 && spent > budget } };
}

function updateProgress(state: RunState, { node_id, current, total, unit, message }: ProgressEvent): RunState {
  const progress = { current, total, unit, message };
  return node_id === undefined ? setInfo(state, { progress }) : updateNode(state, node_id, (node) => ({ ...node, progress }));
}

function resolveGate(state: RunState, event: HumanGateResolvedEvent): RunState {
  const open = state.gates.get(event.node_id);
  const isOther = open?.gate_id !== undefined && event.gate_id !== undefined && open.gate_id !== event.gate_id;
  if (isOther) return state;
  return { ...state, gates: withoutEntry(state.gates, event.node_id), decisions: withEntry(state.decisions, event.node_id, event) };
}

function complete(state: RunState, { status = "completed", error, duration_ms, spent, at }: ExecutionCompleteEvent): RunState {
  const measuredMs = at === undefined || state.info.startedAt === undefined ? undefined : Date.parse(at) - Date.parse(state.info.startedAt);
  const ended = setInfo(state, { phase: status, error, durationMs: duration_ms ?? measuredMs, pauseNote: undefined });
  return { ...ended, gates: new Map(), cost: { ...state.cost, spent: spent ?? state.cost.spent } };
}

function addError(state: RunState, event: ErrorEvent): RunState {
  const isKnown = event.at !== undefined && state.errors.some(({ at, message }) => at === event.at && message === event.message);
  return isKnown ? state : { ...state, errors: [...state.errors, event].slice(-maxErrors) };
}

function setInfo(state: RunState, change: Partial<RunState["info"]>): RunState {
  return { ...state, info: { ...state.info, ...change } };
}

function describePause({ actor, reason }: RunPausedEvent): string | undefined {
  const who = actorName(actor);
  const parts = [who === undefined ? undefined : `by ${who}`, reason].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(": ");
}

/** Returns the displayed name of an actor; undefined if it is unknown. */
export function actorName(actor: Actor | undefined): string | undefined {
  return actor?.name ?? actor?.id;
}
