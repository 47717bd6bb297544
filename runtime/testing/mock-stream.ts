import type { EventOf } from "../core/contract/v1/contract.js";
import type { ProtocolTypes } from "../core/contract/v1/protocol.js";
import type { PartAt } from "../core/contract/v1/state/state-holder.js";
import type { ServerStream } from "../server/stream/stream.js";
import type { Restored, Stream } from "../server/stream/stream-types.js";

/** A stream of a mock server. */
export class MockStream<T extends ProtocolTypes> implements Stream<T> {
  readonly id: string;
  readonly #stream: ServerStream<T, undefined>;

  constructor(stream: ServerStream<T, undefined>) {
    this.id = stream.id;
    this.#stream = stream;
  }

  get state(): T["state"] {
    return this.#stream.state;
  }

  read<const Path extends readonly string[]>(path: Path): PartAt<T["state"], Path> {
    return this.#stream.read(path);
  }

  get restored(): Restored {
    return this.#stream.restored;
  }

  get connections(): number {
    return this.#stream.connections;
  }

  /** Publishes an event and appends it to the log at once. A real stream waits for the end of the turn of the event loop. */
  publish(event: EventOf<T["server"]>): boolean {
    const isFree = this.#stream.publish(event);
    this.#stream.flush();
    return isFree;
  }

  ready(): Promise<void> {
    return this.#stream.ready();
  }

  /** Publishes several events, such as the events that a sampler of `dagwire/sample` makes. */
  play(events: Iterable<EventOf<T["server"]>>): void {
    for (const event of events) this.publish(event);
  }

  async flushed(): Promise<void> {
    await this.#stream.flushed();
  }

  async close(reason?: string): Promise<void> {
    await this.#stream.close(reason);
  }
}
