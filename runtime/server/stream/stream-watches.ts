import type { LogSlice } from "../../core/log/stream-log.js";
import type { Gateway } from "../../core/delivery/gateway.js";
import type { StreamId } from "../../core/frames/types.js";
import { forgetVolatile } from "./stream-directory.js";
import type { StreamDirectory } from "./stream-directory.js";

type Watch = { readonly ready: Promise<void>; readonly stop: () => void };

/** The streams whose tails a {@link Gateway} is told, and those of them that have ended. */
export class StreamWatches<P> {
  readonly #directory: StreamDirectory<P>;
  readonly #gateway: Gateway;
  readonly #onSlice: (stream: StreamId, slice: LogSlice) => void;
  readonly #watches = new Map<StreamId, Watch>();
  /** Closed for good: their logs go with their last readers, unless they are on a disk. */
  readonly #ended = new Set<StreamId>();

  constructor(directory: StreamDirectory<P>, gateway: Gateway, onSlice: (stream: StreamId, slice: LogSlice) => void) {
    this.#directory = directory;
    this.#gateway = gateway;
    this.#onSlice = onSlice;
  }

  has(stream: StreamId): boolean {
    return this.#watches.has(stream);
  }

  /** The tail is listened to before the head is read, so that nothing falls between. */
  watch(stream: StreamId): Promise<void> {
    const known = this.#watches.get(stream);
    if (known !== undefined) return known.ready;
    const stop = this.#directory.log.tail(stream, (slice) => this.#onSlice(stream, slice));
    const ready = this.#begin(stream).catch((thrown: unknown) => {
      // The next one to ask begins anew.
      if (this.#watches.get(stream)?.stop === stop) this.#stop(stream);
      throw thrown;
    });
    this.#watches.set(stream, { ready, stop });
    return ready;
  }

  /** The stream is closed for good. */
  end(stream: StreamId): void {
    this.#ended.add(stream);
  }

  /** @returns true when nothing of it is left that could be gone on with. */
  reopen(stream: StreamId): boolean {
    if (!this.#ended.has(stream)) return false;
    if (this.#directory.log.durability !== "durable") return true;
    this.#ended.delete(stream);
    return false;
  }

  /** Nobody follows it any more. */
  async forget(stream: StreamId): Promise<void> {
    this.#stop(stream);
    if (this.#ended.delete(stream)) await forgetVolatile(this.#directory.log, stream);
  }

  stopAll(): void {
    for (const stream of Array.from(this.#watches.keys())) this.#stop(stream);
  }

  async #begin(stream: StreamId): Promise<void> {
    await this.#directory.written(stream);
    const head = await this.#directory.log.head(stream);
    if (head === undefined) this.#stop(stream);
    else this.#gateway.watch(stream, head);
  }

  #stop(stream: StreamId): void {
    this.#watches.get(stream)?.stop();
    this.#watches.delete(stream);
  }
}
