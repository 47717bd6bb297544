import type { IncomingMessage, Server } from "node:http";
import {
  type ClientEvent,
  type DagState,
  type RunStatus,
  type ServerEvent,
  clientEvents,
  protocol,
  serverEvents,
  streamState,
} from "@dagwire/dag";
import { type CommandContext, type OpenStream, createStreamServer } from "@dagwire/runtime/server";
import { isLocalHost } from "../http/local-host.js";
import type { Pipeline } from "../pipeline/pipeline.js";
import { Engine } from "./engine.js";
import { RunArchive } from "./run-archive.js";
import type { RunEnd } from "./run-reporter.js";
import { RunHistory } from "./run-history.js";

/** What a {@link RunHost} runs, and how. */
export type RunHostOptions = {
  readonly runId: string;
  readonly pipeline: Pipeline;
  readonly baseDirectory: string;
  readonly workDirectory: string;
  /** Where runs are kept over the end of the process. */
  readonly archiveDirectory: string;
  /** Approve every gate without asking. */
  readonly approve: boolean;
  readonly onEvent: (event: ServerEvent) => void;
};

/** A run as `GET /api/dags` lists it. */
export type RunListing = {
  readonly id: string;
  readonly title: string;
  readonly status: "running" | RunStatus;
  /** Path of its stream, for a WebSocket. */
  readonly stream: string;
};

/** Puts one engine on the wire: what it says goes to all dashboards, what they ask goes to it. */
export class RunHost {
  readonly #options: RunHostOptions;
  readonly #engine: Engine;
  readonly #history = new RunHistory();
  readonly #archive: RunArchive;
  readonly #streams: ReturnType<typeof createStreams>;
  #status: "running" | RunStatus = "running";
  #run: OpenStream<ServerEvent, DagState> | undefined;
  /** While a command is handled: what it leads to is appended with its outcome, or not at all. */
  #effects: ((event: ServerEvent) => void) | undefined;

  constructor(options: RunHostOptions) {
    this.#options = options;
    const { runId, pipeline, baseDirectory, workDirectory, archiveDirectory } = options;
    this.#archive = new RunArchive(archiveDirectory);
    // Clients in plain mode get the events; the others get the state.
    this.#streams = createStreams(this.#archive.log, (id) => (id === runId ? this.#history.events() : undefined));
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

  /** Opens the streams of this run and of earlier ones. To be awaited before {@link RunHost.start}. */
  async open(): Promise<void> {
    const { runId, pipeline } = this.#options;
    await this.#archive.open(this.#streams);
    await this.#archive.add({ id: runId, title: pipeline.title });
    const command = (event: ClientEvent, context: CommandContext<ServerEvent>): void => this.#take(event, context);
    this.#run = await this.#streams.stream(runId).open({
      state: streamState,
      gate: (event) => this.#gateOf(event),
      commands: {
        human_decision: command,
        pause_execution: command,
        resume_execution: command,
        cancel_execution: command,
        retry_node: command,
        skip_node: command,
      },
    });
  }

  /** Starts the run; settles when it is over. */
  async start(): Promise<RunEnd> {
    const end = await this.#engine.start({ id: "npm start", kind: "service" });
    await this.#run?.flushed();
    this.#status = end.status;
    return end;
  }

  /** Takes WebSocket connections from an HTTP server. */
  attach(server: Server): void {
    this.#streams.attach(server);
  }

  /** Stops the run as a dashboard would. */
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

  /** The file behind an artifact's address. */
  artifactFile(runId: string, nodeId: string, name: string): string | undefined {
    return runId === this.#options.runId ? this.#engine.artifactFile(nodeId, name) : undefined;
  }

  /** Says goodbye to the dashboards; they do not come back. */
  async close(): Promise<void> {
    await this.#streams.close({ code: 1000, reason: "the engine has finished", deadlineMs: 1_000 });
    await this.#archive.close();
  }

  #publish(event: ServerEvent): void {
    if (this.#effects === undefined) this.#run?.publish(event);
    else this.#effects(event);
    this.#history.add(event);
    this.#note(event);
  }

  #take(event: ClientEvent, { publish, reject }: CommandContext<ServerEvent>): void {
    this.#effects = publish;
    try {
      this.#engine.handle(event, ({ code = "refused", message }) => reject(code, message));
    } finally {
      this.#effects = undefined;
    }
  }

  /** A decision that names no gate is one of the gate that waits at its node. */
  #gateOf(event: ClientEvent): string | undefined {
    if (event.type !== "human_decision") return undefined;
    return event.gate_id ?? this.#run?.state.gates[event.node_id]?.gate_id;
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
    // Not from within the engine's own step.
    setImmediate(() => this.#handle(decision));
  }
}

// The type is what the runtime makes of the protocol.
function createStreams(log: RunArchive["log"], greet: (stream: string) => readonly ServerEvent[] | undefined) {
  return createStreamServer({
    events: { server: serverEvents, client: clientEvents },
    protocol,
    log,
    path: "/api/dags/:stream/stream",
    authenticate: (request: IncomingMessage) => (isLocalHost(request.headers.host) ? { principal: undefined } : { refuse: 403 }),
    greet,
    errorEvent: (error): ServerEvent => ({ type: "error", message: error.message, code: error.rule }),
  });
}

function listing(id: string, title: string, status: RunListing["status"]): RunListing {
  return { id, title, status, stream: `/api/dags/${encodeURIComponent(id)}/stream` };
}
