import type { RunAction } from "./run-action.js";
import type { GateResolution } from "./run-input.js";
import type { NodeRun, PlannedNode, RunState } from "./run-state.js";

/** The result of one step. */
export type StepResult = { readonly state: RunState; readonly actions: readonly RunAction[] };

/** Collects the result of a step while it runs: a copy of the state with its changes, and the actions. */
export class RunDraft {
  readonly #nodes: Map<string, NodeRun>;
  readonly #actions: RunAction[] = [];
  #state: RunState;

  constructor(state: RunState) {
    this.#state = state;
    this.#nodes = new Map(state.nodes);
  }

  get phase(): RunState["phase"] {
    return this.#state.phase;
  }

  get paused(): boolean {
    return this.#state.paused;
  }

  get ending(): RunState["ending"] {
    return this.#state.ending;
  }

  get maxParallel(): number {
    return this.#state.plan.maxParallel;
  }

  /** Yields every node of the run with its node in the plan, in the order of the plan. */
  *entries(): Generator<readonly [NodeRun, PlannedNode]> {
    for (const planned of this.#state.plan.steps.values()) {
      const node = this.#nodes.get(planned.id);
      if (node !== undefined) yield [node, planned];
    }
  }

  node(id: string): NodeRun | undefined {
    return this.#nodes.get(id);
  }

  planned(id: string): PlannedNode | undefined {
    return this.#state.plan.steps.get(id);
  }

  set(patch: Partial<Pick<RunState, "phase" | "paused" | "ending">>): void {
    this.#state = { ...this.#state, ...patch };
  }

  /** Changes a node, without an action that reports the change. */
  note(node: NodeRun, patch: Partial<NodeRun>): NodeRun {
    const next = { ...node, ...patch };
    this.#nodes.set(node.id, next);
    return next;
  }

  /** Changes a node, and adds the action that reports the change. */
  change(node: NodeRun, patch: Partial<NodeRun>, retryDelayMs?: number): NodeRun {
    const next = this.note(node, patch);
    this.act({ kind: "node_changed", node: next, ...(retryDelayMs === undefined ? {} : { retryDelayMs }) });
    return next;
  }

  act(action: RunAction): void {
    this.#actions.push(action);
  }

  refuse(code: string, message: string, nodeId?: string): void {
    this.act({ kind: "refused", code, message, ...(nodeId === undefined ? {} : { nodeId }) });
  }

  closeGate(node: NodeRun, how: GateResolution): void {
    this.act({ kind: "close_gate", nodeId: node.id, gateId: gateIdOf(node), how });
  }

  finish(): StepResult {
    return { state: { ...this.#state, nodes: this.#nodes }, actions: this.#actions };
  }
}

/** Returns the id of a gate's open instance, or of the instance that opened last. */
export function gateIdOf(node: NodeRun): string {
  return `${node.id}-${node.attempt}`;
}
