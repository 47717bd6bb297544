import { createServer } from "node:http";
import type { Server } from "node:http";
import type { Protocol } from "@dagwire/runtime/codegen/v1";
import { createStreamServer } from "@dagwire/runtime/server";
import type { Commands, Stream, StreamServer } from "@dagwire/runtime/server";
import type { AnyTypes } from "./follow-stream.js";

/** A person at a dashboard sends fewer commands; a test of a dashboard may send more than a real server takes. */
const commandRate = { perSecond: 10_000, burst: 10_000 };

const lookMs = 2;

/** Options of a {@link LiveHost}. */
export type LiveHostOptions = {
  readonly protocol: Protocol<AnyTypes>;
  /** Path of the streams, with one segment `:stream`. */
  readonly path: string;
  /** The number of past events that a client gets when it joins late. */
  readonly retainedEvents: number;
  /** Called when a client has made the host open a stream. */
  readonly onStream: (id: string, publish: (event: unknown) => void) => void;
  /** Called when a client has sent an event. */
  readonly onEvent: (event: unknown, stream: string) => void;
  readonly onInvalid: (reason: string) => void;
};

/** A stream server with its own HTTP server on this machine, for `replay` and `mock`. */
export class LiveHost {
  readonly streams: StreamServer<AnyTypes, undefined>;
  readonly #http: Server;
  readonly #onStream: LiveHostOptions["onStream"];

  constructor(options: LiveHostOptions) {
    const { protocol, path, retainedEvents, onStream, onInvalid } = options;
    this.#onStream = onStream;
    this.#http = createServer((_request, response) => {
      response.writeHead(426, { "content-type": "text/plain" }).end(`this is a WebSocket server: ${path}\n`);
    });
    this.streams = createStreamServer(protocol, {
      path,
      limits: { retainedEvents, retainedBytes: Number.MAX_SAFE_INTEGER, commandRate },
      // The page of a development server has another port and therefore another origin.
      allowedOrigins: () => true,
      // A recording is played as it is, even if today's schemas refuse its events.
      validateOutgoing: false,
      commands: accepting(options),
      openOnConnect: (id) => {
        // The server awaits this promise for its client too, and reports an error.
        this.streams.open(id).then(
          (stream) => this.#begin(stream),
          () => undefined,
        );
        return {};
      },
      onInvalid: (error) => onInvalid(error.message),
      onError: (error) => onInvalid(error.message),
    });
    this.streams.attach(this.#http);
  }

  /** Waits for the client: a short recording could otherwise end before the client is connected. */
  #begin(stream: Stream<AnyTypes>): void {
    if (stream.connections === 0) setTimeout(() => this.#begin(stream), lookMs).unref();
    else this.#onStream(stream.id, (event) => stream.publish(event));
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

/** Returns handlers that report and accept every command. */
function accepting({ protocol, onEvent }: LiveHostOptions): Commands<AnyTypes> {
  const names = Object.keys(protocol.client.events);
  return Object.fromEntries(
    names.map((name) => [name, (event: unknown, { stream }: { readonly stream: string }) => onEvent(event, stream)]),
  );
}
