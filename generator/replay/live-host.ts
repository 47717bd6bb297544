import { createServer } from "node:http";
import type { Server } from "node:http";
import type { EventSet } from "@dagwire/runtime/codegen/v1";
import { createStreamServer } from "@dagwire/runtime/server";
import type { StreamServer } from "@dagwire/runtime/server";
import type { CompiledState } from "../validate/compile-protocol.js";
import type { ProtocolIdentity } from "./recording.js";

type AnyServer = StreamServer<unknown, string, unknown, string, undefined>;

/** Options of a {@link LiveHost}. */
export type LiveHostOptions = {
  readonly events: { readonly server: EventSet<Record<string, unknown>>; readonly client: EventSet<Record<string, unknown>> };
  /** Path of the streams, with one segment `:stream`. */
  readonly path: string;
  /** The number of past events that a client gets when it joins late. */
  readonly retainedEvents: number;
  /** The host offers sessions if `state` is present too. */
  readonly protocol: ProtocolIdentity;
  readonly state: CompiledState | undefined;
  /** Called when a client opens a stream for the first time. */
  readonly onStream: (id: string, publish: (event: unknown) => void) => void;
  /** Called when a client has sent an event. */
  readonly onEvent: (event: unknown, stream: string) => void;
  readonly onInvalid: (reason: string) => void;
};

/** A stream server with its own HTTP server on this machine, for `replay` and `mock`. */
export class LiveHost {
  readonly streams: AnyServer;
  readonly #options: LiveHostOptions;
  readonly #http: Server;
  readonly #known = new Set<string>();

  constructor(options: LiveHostOptions) {
    this.#options = options;
    const { events, path, protocol, state, retainedEvents, onEvent, onInvalid } = options;
    this.#http = createServer((_request, response) => {
      response.writeHead(426, { "content-type": "text/plain" }).end(`this is a WebSocket server: ${path}\n`);
    });
    this.streams = createStreamServer<unknown, string, unknown, string>({
      events,
      path,
      protocol: state === undefined ? undefined : protocol,
      limits: { retainedEvents, retainedBytes: Number.MAX_SAFE_INTEGER },
      // The page of a development server has another port and therefore another origin.
      allowedOrigins: () => true,
      // A recording is played as it is, even if today's schemas refuse its events.
      validateOutgoing: false,
      openOnConnect: (id) => {
        this.#begin(id);
        return true;
      },
      onEvent: (event, { stream }) => onEvent(event, stream.id),
      onInvalid: (error) => onInvalid(error.message),
      onError: (error) => onInvalid(error.message),
    });
    this.streams.attach(this.#http);
  }

  #begin(id: string): void {
    if (this.#known.has(id)) return;
    this.#known.add(id);
    const { state, onStream, onInvalid } = this.#options;
    const stream = this.streams.stream(id);
    const publish = (event: unknown): void => stream.publish(event);
    if (state === undefined) onStream(id, publish);
    else
      stream.open({ state, commands: this.#commands(id) }).then(
        () => onStream(id, publish),
        (thrown: unknown) => onInvalid(String(thrown)),
      );
  }

  /** Returns handlers that report and accept every command. */
  #commands(id: string): Readonly<Record<string, (event: unknown) => void>> {
    const { events, onEvent } = this.#options;
    return Object.fromEntries(Object.keys(events.client.events).map((name) => [name, (event) => onEvent(event, id)]));
  }

  /** Listens on 127.0.0.1 and resolves with the port. Rejects if the port is taken. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#http.once("error", reject);
      this.#http.listen(port, "127.0.0.1", () => {
        const address = this.#http.address();
        resolve(typeof address === "object" && address !== null ? address.port : port);
      });
    });
  }

  /** Waits at most 1 second until clients have read every published event, then closes. */
  async close(): Promise<void> {
    await this.streams.close({ code: 1000, reason: "the end", deadlineMs: 1000 });
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
    });
  }
}
