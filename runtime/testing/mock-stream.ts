import { readInput } from "../core/base/read-input.js";
import type { EventReader } from "../core/base/event-reader.js";
import type { StreamLog } from "../core/log/stream-log.js";
import type { StreamWriter } from "../server/stream/stream-writer.js";
import type { TestSocket } from "./test-socket.js";

const readLimit = { maxEvents: 1_000, maxBytes: 4_194_304 };

/** What a {@link MockStream} works with. */
export type MockStreamOptions<S, C, CN extends string> = {
  readonly id: string;
  readonly log: StreamLog;
  readonly writer: StreamWriter<S, C, CN, undefined>;
  readonly clientEvents: EventReader<C>;
  /** A client in plain mode has sent an event. */
  readonly onPlain: (event: C, stream: string) => void;
  readonly end: (reason: string) => Promise<void>;
};

/** A stream of a mock server, as a test holds it. */
export class MockStream<S, C, CN extends string> {
  readonly id: string;
  readonly #options: MockStreamOptions<S, C, CN>;
  readonly #plain = new Set<TestSocket>();

  constructor(options: MockStreamOptions<S, C, CN>) {
    this.id = options.id;
    this.#options = options;
    options.log.tail(options.id, ({ texts }) => {
      for (const socket of this.#plain) for (const text of texts) socket.send(text);
    });
  }

  /** The state that all events so far add up to; `undefined` where the server was given a `snapshot`. */
  get state(): unknown {
    return this.#options.writer.state;
  }

  /**
   * Appends an event, and sends it to whoever follows the stream.
   *
   * @throws {@link ProtocolError} when it is not what its schema says.
   */
  publish(event: S): void {
    this.#options.writer.publish(event);
    this.#options.writer.flush();
  }

  /** Publishes many events, such as a sampler of `dagwire/sample` makes them. */
  play(events: Iterable<S>): void {
    for (const event of events) this.publish(event);
  }

  /** Resolves when all that was published is in the log. */
  async flushed(): Promise<void> {
    await this.#options.writer.flushed();
  }

  /** Ends the stream: its clients are told once they have read it to the end. */
  async close(reason = "the stream is closed"): Promise<void> {
    await this.#options.writer.seal();
    await this.#options.end(reason);
  }

  /** Lets in a client in plain mode: all events from the first, then the new ones. */
  async join(socket: TestSocket): Promise<void> {
    const { log, id, clientEvents, onPlain } = this.#options;
    const history = await log.read(id, undefined, readLimit);
    if (history?.status === "events") for (const text of history.texts) socket.send(text);
    this.#plain.add(socket);
    socket.addEventListener("close", () => this.#plain.delete(socket));
    socket.addEventListener("message", ({ data }) => {
      const input = readInput(clientEvents, String(data), Number.POSITIVE_INFINITY);
      if (input.outcome === "event") onPlain(input.event, id);
    });
  }
}
