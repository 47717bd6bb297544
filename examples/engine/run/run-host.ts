import type { Server } from "node:http";
import type { ClientEvent, DagTypes, RunStatus, ServerEvent } from "@dagwire/dag";
import type { CommandContext } from "@dagwire/runtime/server";
import type { Pipeline } from "../pipeline/pipeline.js";
import { Engine } from "./engine.js";
import { Faults, faultNames } from "./faults.js";
import { RunArchive } from "./run-archive.js";
import { RunGateway } from "./run-gateway.js";
import { RunHistory } from "./run-history.js";
import type { RunEnd } from "./run-reporter.js";

/** Options of a {@link RunHost}. */
export type RunHostOptions = {
  readonly runId: string;
  readonly pipeline: Pipeline;
  readonly baseDirectory: string;
  readonly workDirectory: string;
  /** Folder that keeps runs beyond the end of the process. */
  readonly archiveDirectory: string;
  /** True to approve every gate without asking a person. */
  readonly approve: boolean;
  readonly onEvent: (event: ServerEvent) => void;
};

/** A run as `GET /api/dags` lists it. */
export type RunListing = {
  readonly id: string;
  readonly title: string;
  readonly status: "running" | RunStatus;
  /** Path of the run's stream, to which a WebSocket connects. */
  readonly stream: string;
};

/**
 * Connects one engine with dashboards: publishes the engine's events, and passes the dashboards' commands to the
 * engine.
 */
export class RunHost {
  readonly #options: RunHostOptions;
  readonly #engine: Engine;
  readonly #history = new RunHistory();
  readonly #archive: RunArchive;
  readonly #gateway: RunGateway;
  readonly #faults: Faults;
  #status: "running" | RunStatus = "running";
  /**
   * The `publish` of the command that is being handled. The log stores the command's events together with its outcome,
   * or neither.
   */
  #effects: ((event: ServerEvent) => void) | undefined;

  constructor(options: RunHostOptions) {
    this.#options = options;
    const { runId, pipeline, baseDirectory, workDirectory, archiveDirectory } = options;
    this.#archive = new RunArchive(archiveDirectory);
    this.#gateway = new RunGateway({
      runId,
      archive: this.#archive,
      history: () => this.#history.events(),
      onCommand: (event, context) => this.#take(event, context),
    });
    const [firstNode = "run"] = pipeline.steps.keys();
    this.#faults = new Faults(this.#gateway, (event) => this.#publish(event), firstNode);
    this.#engine = new Engine({
      runId,
      pipeline,
      baseDirectory,
      workDirectory,
      publish: (event) => this.#publish(event),
      artifactUri: (nodeId, name) =>
        `/api/dags/${encodeURIComponent(runId)}/artifacts/${encodeURIComponent(nodeId)}/${encodeURIComponent(name)}`,
    });
  }

  /** Opens the streams of this run and of earlier ones. Await it before {@link RunHost.start}. */
  async open(): Promise<void> {
    const { runId, pipeline } = this.#options;
    await this.#archive.add({ id: runId, title: pipeline.title });
    await this.#gateway.open();
  }

  /** Starts the run and settles when the run is over. */
  async start(): Promise<RunEnd> {
    const end = await this.#engine.start({ id: "npm start", kind: "service" });
    await this.#gateway.flushed();
    this.#status = end.status;
    return end;
  }

  /** Accepts WebSocket connections of an HTTP server. */
  attach(server: Server): void {
    this.#gateway.attach(server);
    this.#faults.attach(server);
  }

  /** Cancels the run, as a dashboard can. */
  cancel(reason: string): void {
    this.#handle({ type: "cancel_execution", reason });
  }

  list(): readonly RunListing[] {
    const { runId, pipeline } = this.#options;
    const runs = this.#archive.list().filter(({ id }) => id !== runId);
    return [
      listing(runId, pipeline.title, this.#status),
      ...runs.map(({ id, title }) => listing(id, title, this.#archive.statusOf(id) ?? "cancelled")),
    ];
  }

  /** Returns the path of an artifact's file, or `undefined` if the artifact does not exist. */
  artifactFile(runId: string, nodeId: string, name: string): string | undefined {
    return runId === this.#options.runId ? this.#engine.artifactFile(nodeId, name) : undefined;
  }

  /** Causes a fault. Returns false for an unknown fault, and for a burst of events after the run is over. */
  orderFault(name: string): boolean {
    const known = faultNames.find((fault) => fault === name);
    if (known === undefined || (known === "burst" && this.#status !== "running")) return false;
    this.#faults.order(known);
    return true;
  }

  /** Closes the dashboards' connections so that they do not reconnect. */
  async close(): Promise<void> {
    await this.#gateway.close();
    await this.#archive.close();
  }

  #publish(event: ServerEvent): void {
    if (this.#effects === undefined) this.#gateway.publish(event);
    else this.#effects(event);
    this.#history.add(event);
    this.#note(event);
  }

  #take(event: ClientEvent, { publish, reject }: CommandContext<DagTypes>): void {
    this.#effects = publish;
    try {
      this.#engine.handle(event, ({ code = "refused", message }) => reject(code, message));
    } finally {
      this.#effects = undefined;
    }
  }

  #handle(event: ClientEvent): void {
    this.#engine.handle(event, (refusal) => this.#options.onEvent(refusal));
  }

  #note(event: ServerEvent): void {
    this.#options.onEvent(event);
    if (event.type !== "human_gate_waiting" || !this.#options.approve) return;
    const { node_id, gate_id } = event;
    const decision: ClientEvent = {
      type: "human_decision",
      node_id,
      decision: "approve",
      actor: { id: "--approve", kind: "policy" },
      ...(gate_id === undefined ? {} : { gate_id }),
    };
    // Calls the engine in a later turn of the event loop, because the engine calls this function during a step and must
    // not be called during a step.
    setImmediate(() => this.#handle(decision));
  }
}

function listing(id: string, title: string, status: RunListing["status"]): RunListing {
  return { id, title, status, stream: `/api/dags/${encodeURIComponent(id)}/stream` };
}
