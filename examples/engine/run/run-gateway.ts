import type { IncomingMessage, Server } from "node:http";
import { type ClientEvent, type DagTypes, type ServerEvent, dag } from "@dagwire/dag";
import { type CommandContext, type Stream, type StreamServer, createStreamServer } from "@dagwire/runtime/server";
import { isLocalHost } from "../http/local-host.js";
import type { RunArchive } from "./run-archive.js";

/** Options of a {@link RunGateway}. */
export type RunGatewayOptions = {
  readonly runId: string;
  readonly archive: RunArchive;
  /** Returns the events of the run so far, for clients in plain mode. Other clients get the state. */
  readonly history: () => readonly ServerEvent[];
  readonly onCommand: (event: ClientEvent, context: CommandContext<DagTypes>) => void;
};

/** Connects one run with its dashboards. The gateway can restart during the run, and loses no event. */
export class RunGateway {
  readonly #options: RunGatewayOptions;
  #streams: StreamServer<DagTypes, undefined>;
  #server: Server | undefined;
  #run: Stream<DagTypes> | undefined;
  /** Events of the run that wait until the run's stream is open. */
  #held: ServerEvent[] = [];

  constructor(options: RunGatewayOptions) {
    this.#options = options;
    this.#streams = createStreams(options);
  }

  /** Opens the streams of this run and of earlier ones. */
  async open(): Promise<void> {
    const { archive, runId, onCommand } = this.#options;
    await archive.open(this.#streams, runId);
    this.#run = await this.#streams.open(runId, {
      // If a decision does not name its gate, it decides the gate that waits at the decision's node.
      gate: (event, { state }) => (event.type === "human_decision" ? (event.gate_id ?? state.gates[event.node_id]?.gate_id) : undefined),
      commands: {
        human_decision: onCommand,
        pause_execution: onCommand,
        resume_execution: onCommand,
        cancel_execution: onCommand,
        retry_node: onCommand,
        skip_node: onCommand,
        message_agent: "unsupported",
        raise_budget: "unsupported",
        rerun_node: "unsupported",
        update_gate: "unsupported",
      },
    });
    for (const event of this.#held.splice(0)) this.#run.publish(event);
  }

  publish(event: ServerEvent): void {
    if (this.#run === undefined) this.#held.push(event);
    else this.#run.publish(event);
  }

  /** Resolves when all published events are on disk. */
  async flushed(): Promise<void> {
    await this.#run?.flushed();
  }

  /** Accepts WebSocket connections of an HTTP server. */
  attach(server: Server): void {
    this.#server = server;
    this.#streams.attach(server);
  }

  /** Restarts the gateway, as after a crash: closes all connections, and then reads the streams anew from the log. */
  async restart(): Promise<void> {
    const before = this.#streams;
    this.#run = undefined;
    this.#streams = createStreams(this.#options);
    await before.close({ code: 1012, reason: "the gateway is restarted", deadlineMs: 200 });
    await this.open();
    if (this.#server !== undefined) this.#streams.attach(this.#server);
  }

  /** Closes the dashboards' connections with code 1000, so that they do not reconnect. */
  async close(): Promise<void> {
    await this.#streams.close({ code: 1000, reason: "the engine has finished", deadlineMs: 1_000 });
  }
}

function createStreams({ archive, runId, history }: RunGatewayOptions): StreamServer<DagTypes, undefined> {
  return createStreamServer(dag, {
    log: archive.log,
    path: "/api/dags/:stream/stream",
    authenticate: (request: IncomingMessage) => (isLocalHost(request.headers.host) ? { principal: undefined } : { refuse: 403 }),
    greet: (id) => (id === runId ? history() : undefined),
    errorEvent: (error): ServerEvent => ({ type: "error", message: error.message, code: error.code }),
  });
}
