import { createServer } from "node:http";
import type { Server } from "node:http";
import type { Protocol } from "@dagwire/runtime/codegen/v1";
import { createStreamServer } from "@dagwire/runtime/server";
import type { Commands, Stream, StreamServer } from "@dagwire/runtime/server";
import type { AnyTypes } from "./follow-stream.js";

/**
 * The limit of commands from one client. The limit is far above what a person sends, because automatic tests of a
 * dashboard may send more than a real server would accept.
 */
const commandRate = { perSecond: 10_000, burst: 10_000 };

const lookMs = 2;

/** Options of a {@link LiveHost}. */
export type LiveHostOptions = {
  readonly protocol: Protocol<AnyTypes>;
  /** The path of the streams' URLs, in which the segment `:stream` stands for the id. */
  readonly path: string;
  /** The number of past events that the host keeps for clients that join late. */
  readonly retainedEvents: number;
  /** Called when the host has opened a stream because a client asked for it. */
  readonly onStream: (id: string, publish: (event: unknown) => void) => void;
  /** Called when a client has sent an event to a stream. */
  readonly onEvent: (event: unknown, stream: string) => void;
  readonly onInvalid: (reason: string) => void;
};

/** A stream server on this machine for `dagwire replay` and `dagwire mock`, with an HTTP server of its own. */
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
      // All origins are allowed, because a page from a development server has another port and so another origin.
      allowedOrigins: () => true,
      // Events are not validated: a recording is played as it is, even if today's schemas refuse its events.
      validateOutgoing: false,
      commands: accepting(options),
      openOnConnect: (id) => {
        // An error is ignored here, because the stream server awaits the same promise and reports its error.
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

  /**
   * Calls `onStream` when the first client of the stream is connected. Without waiting, a short recording could end
   * before the client receives it.
   */
  #begin(stream: Stream<AnyTypes>): void {
    if (stream.connections === 0) setTimeout(() => this.#begin(stream), lookMs).unref();
    else this.#onStream(stream.id, (event) => stream.publish(event));
  }

  /** Starts to listen on 127.0.0.1. Resolves with the port, and rejects if another program uses the port. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#http.once("error", reject);
      this.#http.listen(port, "127.0.0.1", () => {
        const address = this.#http.address();
        resolve(typeof address === "object" && address !== null ? address.port : port);
      });
    });
  }

  /** Closes the server as soon as clients have read every published event, after at most 1 second. */
  async close(): Promise<void> {
    await this.streams.close({ code: 1000, reason: "the end", deadlineMs: 1000 });
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
    });
  }
}

/** Returns command handlers that pass each event to `onEvent` and accept it. */
function accepting({ protocol, onEvent }: LiveHostOptions): Commands<AnyTypes> {
  const names = Object.keys(protocol.client.events);
  return Object.fromEntries(
    names.map((name) => [name, (event: unknown, { stream }: { readonly stream: string }) => onEvent(event, stream)]),
  );
}
