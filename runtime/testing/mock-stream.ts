import type { Stream } from "../server/stream/stream.js";

/** A stream of a mock server, as a test holds it. */
export class MockStream<S, C, CN extends string> {
  readonly id: string;
  readonly #stream: Stream<S, C, CN, undefined>;
  readonly #end: (reason: string) => Promise<void>;

  constructor(stream: Stream<S, C, CN, undefined>, end: (reason: string) => Promise<void>) {
    this.id = stream.id;
    this.#stream = stream;
    this.#end = end;
  }

  /** The state after every event so far; `undefined` if the server was given a `snapshot`. */
  get state(): unknown {
    return this.#stream.state;
  }

  /**
   * Appends an event, and sends it to every client that follows the stream.
   *
   * @throws {@link ProtocolError} when it is not what its schema says.
   */
  publish(event: S): void {
    this.#stream.publish(event);
    this.#stream.flush();
  }

  /** Publishes many events, such as a sampler of `dagwire/sample` makes them. */
  play(events: Iterable<S>): void {
    for (const event of events) this.publish(event);
  }

  /** Resolves when the log has stored every event published so far. */
  async flushed(): Promise<void> {
    await this.#stream.flushed();
  }

  /** Ends the stream: its clients are told once they have read it to the end. */
  async close(reason = "the stream is closed"): Promise<void> {
    await this.#end(reason);
  }
}
