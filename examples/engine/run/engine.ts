import path from "node:path";
import { type Actor, type ClientEvent, type ErrorEvent, type ServerEvent, dispatchClientEvent } from "@dagwire/dag";
import type { CommandStep, Pipeline } from "../pipeline/pipeline.js";
import { CpuClock } from "../process/cpu-clock.js";
import type { RunAction } from "../scheduler/run-action.js";
import type { RunInput } from "../scheduler/run-input.js";
import { type NodeRun, type RunState, createRunState } from "../scheduler/run-state.js";
import { step } from "../scheduler/step.js";
import { Attempt, type AttemptResult } from "./attempt.js";
import { clientInputs } from "./client-inputs.js";
import { type CommandInput, fillPlaceholders, prepareEnvironment } from "./command-environment.js";
import { findArtifacts } from "./find-artifacts.js";
import { type RunEnd, RunReporter } from "./run-reporter.js";

/** Options of an engine. */
export type EngineOptions = {
  readonly runId: string;
  readonly pipeline: Pipeline;
  /** Folder to which the working directories of all nodes are relative. */
  readonly baseDirectory: string;
  /** An existing folder for the run's own files. The caller removes it. */
  readonly workDirectory: string;
  /** Called with every event of the run, in order. The last event is `execution_complete`. */
  readonly publish: (event: ServerEvent) => void;
  /** Returns the address of an artifact, for its event. @default events of artifacts contain no address */
  readonly artifactUri?: (nodeId: string, name: string) => string;
  /** Measures the processor time of the nodes' programs. Engines in one process must share a clock. @default a new clock */
  readonly cpuClock?: CpuClock;
  /** Returns the milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
};

/** Milliseconds between two measurements of the processor time of running programs. */
const costIntervalMs = 500;

/** Runs one pipeline once: carries out the scheduler's decisions and reports events. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #reporter: RunReporter;
  readonly #cpuClock: CpuClock;
  readonly #attempts = new Map<string, Attempt>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #gateTimers = new Map<string, NodeJS.Timeout>();
  readonly #artifactFiles = new Map<string, string>();
  readonly #ended: Promise<RunEnd>;
  #resolveEnded: (end: RunEnd) => void = () => undefined;
  #state: RunState;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#cpuClock = options.cpuClock ?? new CpuClock();
    this.#state = createRunState(options.pipeline);
    this.#reporter = new RunReporter({ ...options, now: options.now ?? Date.now });
    this.#ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /** Starts the run and settles when the run is over. Never rejects: a failed run is a result. */
  start(actor?: Actor): Promise<RunEnd> {
    if (this.#state.phase !== "ready") return this.#ended;
    this.#reporter.started(actor);
    const { timeoutMs } = this.#options.pipeline;
    if (timeoutMs !== undefined)
      this.#after(timeoutMs, { kind: "stop", status: "timed_out", reason: `the run took longer than ${timeoutMs} ms` });
    this.#sampleCostLater();
    this.#apply({ kind: "start" });
    return this.#ended;
  }

  /**
   * Carries out a request of a dashboard. A request that cannot be granted, such as a decision for a closed gate, is
   * reported only to `refuse`.
   */
  handle(event: ClientEvent, refuse: (event: ErrorEvent) => void): void {
    const input = dispatchClientEvent(event, clientInputs, undefined);
    if (input !== undefined) this.#apply(input, refuse);
    else refuse({ type: "error", code: "unsupported", message: `this engine does not support "${event.type}"` });
  }

  /** Returns the file of an announced artifact. */
  artifactFile(nodeId: string, name: string): string | undefined {
    return this.#artifactFiles.get(artifactKey(nodeId, name));
  }

  #apply(input: RunInput, refuse?: (event: ErrorEvent) => void): void {
    const { state, actions } = step(this.#state, input);
    this.#state = state;
    for (const action of actions) this.#perform(action, refuse);
  }

  #perform(action: RunAction, refuse: ((event: ErrorEvent) => void) | undefined): void {
    switch (action.kind) {
      case "node_changed":
        return this.#reporter.nodeChanged(action.node, action.retryDelayMs);
      case "edge_active":
        return this.#reporter.edgeActive(action.from, action.to);
      case "start_attempt":
        return this.#startAttempt(action.nodeId);
      case "stop_attempt":
        return this.#attempts.get(action.nodeId)?.stop();
      case "wait_for_retry":
        this.#after(action.delayMs, { kind: "retry_due", nodeId: action.nodeId, attempt: action.attempt });
        return;
      case "open_gate":
        return this.#openGate(action);
      case "close_gate":
        clearTimeout(this.#gateTimers.get(action.gateId));
        this.#reporter.ledger(action.nodeId).markAttemptEnded(this.#now(), 0);
        return this.#reporter.gateClosed(action.nodeId, action.gateId, action.how);
      case "paused":
        return this.#reporter.paused(action);
      case "resumed":
        return this.#reporter.resumed(action);
      case "refused":
        return refuse?.(describeRefusal(action));
      case "ended":
        return this.#end(action);
    }
  }

  #startAttempt(nodeId: string): void {
    const planned = this.#options.pipeline.steps.get(nodeId);
    const node = this.#state.nodes.get(nodeId);
    if (planned?.kind !== "command" || node === undefined) return;
    const attempt = this.#createAttempt(planned, node);
    this.#attempts.set(nodeId, attempt);
    void attempt.ended.then((result) => this.#finishAttempt(planned, node.attempt, result));
  }

  #createAttempt(planned: CommandStep, node: NodeRun): Attempt {
    const { pipeline, workDirectory } = this.#options;
    return new Attempt({
      step: planned,
      command: planned.command.map((part) => fillPlaceholders(part, workDirectory)),
      directory: this.#directoryOf(planned),
      environment: prepareEnvironment(planned, this.#describeInput(node), workDirectory),
      stopGraceMs: pipeline.stopGraceMs,
      cpuClock: this.#cpuClock,
      onLog: (channel, chunk) => this.#reporter.log(node, channel, chunk),
      onLogTruncated: (channel) => this.#reporter.logTruncated(node.id, channel),
      onProgress: (progress) => this.#reporter.progress(node.id, progress),
      onText: (delta) => this.#reporter.text(node, delta),
    });
  }

  async #finishAttempt(planned: CommandStep, attempt: number, { cpuMs, outcome }: AttemptResult): Promise<void> {
    const nodeId = planned.id;
    this.#attempts.delete(nodeId);
    this.#reporter.textEnded(nodeId, attempt, outcome.ok);
    const ledger = this.#reporter.ledger(nodeId);
    ledger.markAttemptEnded(this.#now(), cpuMs);
    this.#reporter.meter.record(nodeId, ledger.settledCpuMs);
    this.#tellCost(nodeId);
    if (outcome.ok) await this.#tellArtifacts(planned);
    if (outcome.ok) this.#apply({ kind: "attempt_succeeded", nodeId, attempt, output: outcome.output });
    else this.#apply({ kind: "attempt_failed", nodeId, attempt, error: outcome.error });
  }

  async #tellArtifacts(planned: CommandStep): Promise<void> {
    const { workDirectory, artifactUri } = this.#options;
    const sources = planned.artifacts.map((source) => ({ ...source, path: fillPlaceholders(source.path, workDirectory) }));
    for (const { artifact, file } of await findArtifacts(sources, this.#directoryOf(planned))) {
      this.#artifactFiles.set(artifactKey(planned.id, artifact.name), file);
      const uri = artifactUri?.(planned.id, artifact.name);
      this.#reporter.artifact(planned.id, { ...artifact, ...(uri === undefined ? {} : { uri }) });
    }
  }

  #openGate({ nodeId, gateId }: Extract<RunAction, { readonly kind: "open_gate" }>): void {
    const gate = this.#options.pipeline.steps.get(nodeId);
    if (gate?.kind !== "gate") return;
    const { presentation, expiresAfterMs, defaultDecision } = gate;
    if (expiresAfterMs === undefined) return this.#reporter.gateOpened(nodeId, gateId, presentation);
    const expires_at = new Date(this.#now() + expiresAfterMs).toISOString();
    this.#reporter.gateOpened(nodeId, gateId, { ...presentation, expires_at, default_decision: defaultDecision });
    this.#gateTimers.set(gateId, this.#after(expiresAfterMs, { kind: "gate_expired", nodeId, gateId, decision: defaultDecision }));
  }

  #sampleCostLater(): void {
    const timer = setInterval(() => this.#sampleCost(), costIntervalMs);
    this.#timers.add(timer);
  }

  #sampleCost(): void {
    if (this.#attempts.size === 0) return;
    const samples = this.#cpuClock.sample();
    let busiest: { nodeId: string; cpuMs: number } | undefined;
    for (const [nodeId, { pid }] of this.#attempts) {
      const cpuMs = samples.get(pid ?? 0) ?? 0;
      this.#reporter.meter.record(nodeId, this.#reporter.ledger(nodeId).settledCpuMs + cpuMs);
      if (cpuMs >= (busiest?.cpuMs ?? 0)) busiest = { nodeId, cpuMs };
    }
    this.#tellCost(busiest?.nodeId);
  }

  #tellCost(nodeId: string | undefined): void {
    if (!this.#reporter.cost()) return;
    const action = this.#options.pipeline.price.onExceeded;
    this.#reporter.budgetExceeded(action, nodeId);
    const request = { reason: "the budget is exceeded", actor: { id: "budget", kind: "policy" } } as const;
    if (action === "pause") this.#apply({ kind: "pause", ...request });
    if (action === "cancel") this.#apply({ kind: "stop", status: "cancelled", ...request });
  }

  #end({ status, error }: Extract<RunAction, { readonly kind: "ended" }>): void {
    for (const timer of this.#timers) clearTimeout(timer);
    const outputs = [...this.#state.nodes.values()]
      .filter(({ output }) => output !== undefined)
      .map(({ id, output }) => [id, output] as const);
    const end: RunEnd = { status, error, results: Object.fromEntries(outputs) };
    this.#reporter.ended(end);
    this.#resolveEnded(end);
  }

  #describeInput(node: NodeRun): CommandInput {
    const { runId, pipeline } = this.#options;
    return {
      run_id: runId,
      title: pipeline.title,
      node_id: node.id,
      attempt: node.attempt,
      spent_usd: this.#reporter.meter.spentUsd,
      nodes: Object.fromEntries([...this.#state.nodes.values()].map((other) => [other.id, this.#describeNode(other)])),
    };
  }

  #describeNode({ id, status, output }: NodeRun): CommandInput["nodes"][string] {
    const metrics = this.#reporter.ledger(id).metrics(this.#reporter.meter.nodeCostUsd(id));
    return {
      title: this.#options.pipeline.steps.get(id)?.title ?? id,
      status,
      ...(output === undefined ? {} : { output }),
      ...(metrics === undefined ? {} : { metrics }),
    };
  }

  #directoryOf(planned: CommandStep): string {
    return path.resolve(this.#options.baseDirectory, fillPlaceholders(planned.directory, this.#options.workDirectory));
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  #after(delayMs: number, input: RunInput): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#apply(input);
    }, delayMs);
    this.#timers.add(timer);
    return timer;
  }
}

function artifactKey(nodeId: string, name: string): string {
  return JSON.stringify([nodeId, name]);
}

function describeRefusal({ code, message, nodeId }: Extract<RunAction, { readonly kind: "refused" }>): ErrorEvent {
  return { type: "error", message, code, ...(nodeId === undefined ? {} : { node_id: nodeId }) };
}
