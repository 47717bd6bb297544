import type { IncomingMessage, Server } from "node:http";
import { type ClientEvent, type RunStatus, type ServerEvent, clientEvents, serverEvents } from "@dagwire/dag";
import { createStreamServer } from "@dagwire/runtime/server";
import { isLocalHost } from "../http/local-host.js";
import type { Pipeline } from "../pipeline/pipeline.js";
import { Engine } from "./engine.js";
import type { RunEnd } from "./run-reporter.js";
import { RunHistory } from "./run-history.js";

/** What a {@link RunHost} runs, and how. */
export type RunHostOptions = {
  readonly runId: string;
  readonly pipeline: Pipeline;
  readonly baseDirectory: string;
  readonly workDirectory: string;
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
  readonly #streams = createStreamServer({
    events: { server: serverEvents, client: clientEvents },
    path: "/api/dags/:stream/stream",
    authenticate: (request: IncomingMessage) => (isLocalHost(request.headers.host) ? { principal: undefined } : { refuse: 403 }),
    greet: () => this.#history.events(),
    errorEvent: (error): ServerEvent => ({ type: "error", message: error.message, code: error.rule }),
  });
  #status: "running" | RunStatus = "running";

  constructor(options: RunHostOptions) {
    this.#options = options;
    const { runId, pipeline, baseDirectory, workDirectory } = options;
    const stream = this.#streams.stream(runId);
    stream.onEvent((event, { connection }) => this.#engine.handle(event, (refusal) => void connection.send(refusal)));
    this.#engine = new Engine({
      runId,
      pipeline,
      baseDirectory,
      workDirectory,
      publish: (event) => {
        this.#history.add(event);
        stream.publish(event);
        this.#note(event);
      },
      artifactUri: (nodeId, name) =>
        `/api/dags/${encodeURIComponent(runId)}/artifacts/${encodeURIComponent(nodeId)}/${encodeURIComponent(name)}`,
    });
  }

  /** Starts the run; settles when it is over. */
  async start(): Promise<RunEnd> {
    const end = await this.#engine.start({ id: "npm start", kind: "service" });
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
    return [{ id: runId, title: pipeline.title, status: this.#status, stream: `/api/dags/${encodeURIComponent(runId)}/stream` }];
  }

  /** The file behind an artifact's address. */
  artifactFile(runId: string, nodeId: string, name: string): string | undefined {
    return runId === this.#options.runId ? this.#engine.artifactFile(nodeId, name) : undefined;
  }

  /** Says goodbye to the dashboards; they do not come back. */
  async close(): Promise<void> {
    await this.#streams.close({ code: 1000, reason: "the engine has finished", deadlineMs: 1_000 });
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
