import type { Actor, Artifact, ErrorDetail, GatePresentation, RunStatus, ServerEvent } from "@dagwire/dag";
import type { BudgetAction, Pipeline } from "../pipeline/pipeline.js";
import type { Directive } from "../process/directive.js";
import type { LogChunk } from "../process/log-channel.js";
import type { RunAction } from "../scheduler/run-action.js";
import type { GateResolution } from "../scheduler/run-input.js";
import { type NodeRun, isFinal } from "../scheduler/run-state.js";
import type { ChannelName } from "./attempt.js";
import { CostMeter } from "./cost-meter.js";
import { describeGraph } from "./describe-graph.js";
import { NodeLedger } from "./node-ledger.js";
import { RunTexts } from "./run-texts.js";

/** The end of a run, as in the event `execution_complete`. */
export type RunEnd = {
  readonly status: RunStatus;
  readonly error: ErrorDetail | undefined;
  readonly results: Readonly<Record<string, unknown>>;
};

/** The receiver of events and the clock of a {@link RunReporter}. */
export type ReporterOptions = {
  readonly runId: string;
  readonly pipeline: Pipeline;
  readonly publish: (event: ServerEvent) => void;
  /** Returns the milliseconds since the epoch. */
  readonly now: () => number;
};

/** Turns the course of a run into events with time stamps and figures. Drops all events after the end of the run. */
export class RunReporter {
  readonly meter: CostMeter;
  readonly #options: ReporterOptions;
  readonly #ledgers = new Map<string, NodeLedger>();
  readonly #final = new Set<string>();
  readonly #texts = new RunTexts();
  readonly #startedAtMs: number;
  #over = false;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.meter = new CostMeter(options.pipeline.price);
    this.#startedAtMs = options.now();
  }

  ledger(nodeId: string): NodeLedger {
    const known = this.#ledgers.get(nodeId);
    if (known !== undefined) return known;
    const ledger = new NodeLedger();
    this.#ledgers.set(nodeId, ledger);
    return ledger;
  }

  started(actor: Actor | undefined): void {
    const { runId, pipeline } = this.#options;
    this.#tell({
      type: "run_started",
      run_id: runId,
      title: pipeline.title,
      graph: describeGraph(pipeline),
      ...(pipeline.price.budgetUsd === undefined ? {} : { budget: pipeline.price.budgetUsd }),
      ...(pipeline.timeoutMs === undefined ? {} : { timeout_ms: pipeline.timeoutMs }),
      ...(actor === undefined ? {} : { actor }),
    });
  }

  nodeChanged(node: NodeRun, retryDelayMs: number | undefined): void {
    const now = this.#options.now();
    const metrics = this.#measure(node, now);
    const event: ServerEvent = {
      type: "node_state",
      node_id: node.id,
      status: node.status,
      ...(node.output === undefined ? {} : { output: node.output }),
      ...(metrics === undefined ? {} : { metrics }),
      ...(node.attempt === 0 ? {} : { attempt: node.attempt }),
      ...(retryDelayMs === undefined ? {} : { retry_at: new Date(now + retryDelayMs).toISOString() }),
      ...(node.error === undefined ? {} : { error: node.error }),
      ...(node.reason === undefined ? {} : { reason: node.reason }),
    };
    this.#tell(event, now);
    this.#countFinal(node);
  }

  edgeActive(from: string, to: string): void {
    this.#tell({ type: "edge_active", from, to });
  }

  gateOpened(nodeId: string, gateId: string, presentation: GatePresentation): void {
    this.#tell({ type: "human_gate_waiting", node_id: nodeId, gate_id: gateId, presentation });
  }

  gateClosed(nodeId: string, gateId: string, how: GateResolution): void {
    this.#tell({ type: "human_gate_resolved", node_id: nodeId, gate_id: gateId, ...how });
  }

  paused({ request }: Extract<RunAction, { readonly kind: "paused" }>): void {
    this.#tell({ type: "run_paused", ...request });
  }

  resumed({ request }: Extract<RunAction, { readonly kind: "resumed" }>): void {
    this.#tell({ type: "run_resumed", ...request });
  }

  log(node: NodeRun, channel: ChannelName, { offset, chunk }: LogChunk): void {
    this.#tell({ type: "node_log", node_id: node.id, channel, offset, chunk, attempt: node.attempt });
  }

  logTruncated(nodeId: string, channel: ChannelName): void {
    this.#tell({
      type: "error",
      node_id: nodeId,
      message: `"${nodeId}" prints too much: the engine drops the rest of its ${channel}`,
      code: "log_truncated",
    });
  }

  text(node: NodeRun, delta: string): void {
    for (const event of this.#texts.piece(node, delta)) this.#tell(event);
  }

  textEnded(nodeId: string, attempt: number, isComplete: boolean): void {
    for (const event of this.#texts.ended(nodeId, attempt, isComplete)) this.#tell(event);
  }

  progress(nodeId: string, { current, total, unit }: Extract<Directive, { readonly kind: "progress" }>): void {
    this.#tell({ type: "progress", node_id: nodeId, current, total, ...(unit === undefined ? {} : { unit }) });
  }

  artifact(nodeId: string, artifact: Artifact): void {
    this.#tell({ type: "artifact", node_id: nodeId, artifact });
  }

  /** Reports changes of the cost. Returns true once, when the cost has exceeded the budget. */
  cost(): boolean {
    const update = this.meter.takeUpdate();
    if (update !== undefined) this.#tell(update);
    return this.meter.takeCrossing();
  }

  budgetExceeded(action: BudgetAction, nodeId: string | undefined): void {
    const { spent, budget } = this.meter.current();
    this.#tell({ type: "budget_exceeded", spent, budget, action, ...(nodeId === undefined ? {} : { node_id: nodeId }) });
  }

  ended({ status, error, results }: RunEnd): void {
    this.#tell({
      type: "execution_complete",
      results,
      status,
      ...(error === undefined ? {} : { error }),
      duration_ms: this.#options.now() - this.#startedAtMs,
      spent: this.meter.spentUsd,
    });
    this.#over = true;
  }

  #measure(node: NodeRun, nowMs: number): ReturnType<NodeLedger["metrics"]> {
    const ledger = this.ledger(node.id);
    if (node.status === "queued") ledger.markReady(nowMs);
    if (node.status === "running" || node.status === "waiting") ledger.markStarted(nowMs);
    if (isFinal(node.status)) ledger.markFinished(nowMs);
    return ledger.metrics(this.meter.nodeCostUsd(node.id));
  }

  #countFinal(node: NodeRun): void {
    const before = this.#final.size;
    if (isFinal(node.status)) this.#final.add(node.id);
    else this.#final.delete(node.id);
    if (this.#final.size === before) return;
    this.#tell({ type: "progress", current: this.#final.size, total: this.#options.pipeline.steps.size, unit: "nodes" });
  }

  /** Publishes an event with its time. @param nowMs Time of the event, for callers that compute another field from it, too. */
  #tell(event: ServerEvent, nowMs: number = this.#options.now()): void {
    if (!this.#over) this.#options.publish({ ...event, at: new Date(nowMs).toISOString() });
  }
}
