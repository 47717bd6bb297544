import type { StreamId } from "../../core/frames/types.js";
import type { LogSlice } from "../../core/log/stream-log.js";
import type { Position } from "../../core/frames/types.js";
import type { StreamDirectory } from "../stream/stream-directory.js";

/** The reports of a watch: the head of the log when it begins, then each slice that the log appends. */
type TailInput =
  | { readonly kind: "watched"; readonly stream: StreamId; readonly head: Position }
  | { readonly kind: "appended"; readonly stream: StreamId; readonly slice: LogSlice };

type Watch = { readonly ready: Promise<void>; stop: () => void };

/** The streams whose tails are passed to the delivery, and those of them that have ended. */
export class StreamWatches<P> {
  readonly #directory: StreamDirectory<P>;
  readonly #onInput: (input: TailInput) => void;
  readonly #watches = new Map<StreamId, Watch>();
  /** Streams that were closed. A log in memory drops them after their last reader. */
  readonly #ended = new Set<StreamId>();

  constructor(directory: StreamDirectory<P>, onInput: (input: TailInput) => void) {
    this.#directory = directory;
    this.#onInput = onInput;
  }

  has(stream: StreamId): boolean {
    return this.#watches.has(stream);
  }

  /** Resolves when the stream is watched, or when the log turns out not to hold it. */
  watch(stream: StreamId): Promise<void> {
    const known = this.#watches.get(stream);
    if (known !== undefined) return known.ready;
    const watch: Watch = {
      ready: Promise.resolve().then(() => this.#begin(stream, watch)),
      stop: () => this.#watches.delete(stream),
    };
    this.#watches.set(stream, watch);
    return watch.ready;
  }

  /** Resolves when a watch that has begun is ready or has failed. */
  async settled(stream: StreamId): Promise<void> {
    await this.#watches.get(stream)?.ready.catch(() => undefined);
  }

  /** Called when the stream was closed. */
  end(stream: StreamId): void {
    this.#ended.add(stream);
  }

  /** @returns true if the log holds nothing from which the stream could continue. */
  reopen(stream: StreamId): boolean {
    if (!this.#ended.has(stream)) return false;
    if (this.#directory.log.durability !== "durable") return true;
    this.#ended.delete(stream);
    return false;
  }

  /** Called when no connection follows the stream any more. */
  async forget(stream: StreamId): Promise<void> {
    this.stop(stream);
    if (this.#ended.delete(stream)) await this.#directory.forget(stream);
  }

  stop(stream: StreamId): void {
    this.#watches.get(stream)?.stop();
    this.#watches.delete(stream);
  }

  stopAll(): void {
    for (const stream of Array.from(this.#watches.keys())) this.stop(stream);
  }

  /** Listens to the tail before it reads the head, so that no event is missed between the two. */
  async #begin(stream: StreamId, watch: Watch): Promise<void> {
    const isCurrent = (): boolean => this.#watches.get(stream) === watch;
    try {
      await this.#directory.written(stream);
      if (!isCurrent()) return;
      const log = this.#directory.log;
      watch.stop = log.tail(stream, (slice) => this.#onInput({ kind: "appended", stream, slice }));
      const head = await log.head(stream);
      if (!isCurrent()) return;
      if (head === undefined) this.stop(stream);
      else this.#onInput({ kind: "watched", stream, head });
    } catch (thrown) {
      // The next connection makes another attempt.
      if (isCurrent()) this.stop(stream);
      throw thrown;
    }
  }
}
