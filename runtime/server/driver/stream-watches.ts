import type { StreamId } from "../../core/frames/types.js";
import type { LogSlice } from "../../core/log/stream-log.js";
import type { Position } from "../../core/frames/types.js";
import type { StreamDirectory } from "../stream/stream-directory.js";

/** An input for the delivery from the tail of a stream: first its head, then each slice that the log appends. */
type TailInput =
  | { readonly kind: "watched"; readonly stream: StreamId; readonly head: Position; readonly count: number }
  | { readonly kind: "appended"; readonly stream: StreamId; readonly slice: LogSlice };

type Watch = { readonly ready: Promise<void>; stop: () => void };

const oneEvent = { maxEvents: 1, maxBytes: 1 };

/** The streams whose tails the driver passes to the delivery, and the streams that have ended. */
export class StreamWatches<P> {
  readonly #directory: StreamDirectory<P>;
  readonly #onInput: (input: TailInput) => void;
  readonly #watches = new Map<StreamId, Watch>();
  /** Streams that have ended. A log in memory drops such a stream after the last connection has read it. */
  readonly #ended = new Set<StreamId>();

  constructor(directory: StreamDirectory<P>, onInput: (input: TailInput) => void) {
    this.#directory = directory;
    this.#onInput = onInput;
  }

  has(stream: StreamId): boolean {
    return this.#watches.has(stream);
  }

  /** Begins to pass a stream's tail to the delivery. Resolves when this has begun, or when the log does not hold the stream. */
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

  /** Resolves when no call of {@link watch} for the stream is under way. */
  async settled(stream: StreamId): Promise<void> {
    await this.#watches.get(stream)?.ready.catch(() => undefined);
  }

  /** Notes that the stream has ended. */
  end(stream: StreamId): void {
    this.#ended.add(stream);
  }

  /** Notes that an ended stream is opened again. @returns true if the log cannot continue it, so that a new stream begins. */
  reopen(stream: StreamId): boolean {
    if (!this.#ended.has(stream)) return false;
    if (this.#directory.log.durability !== "durable") return true;
    this.#ended.delete(stream);
    return false;
  }

  /** Stops watching a stream that no connection follows. Lets a log in memory drop the stream if it has ended. */
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

  /** Listens to the tail before it reads the head, so that it misses no event that the log stores between the two. */
  async #begin(stream: StreamId, watch: Watch): Promise<void> {
    const isCurrent = (): boolean => this.#watches.get(stream) === watch;
    try {
      await this.#directory.whenOpen(stream);
      if (!isCurrent()) return;
      const log = this.#directory.log;
      watch.stop = log.tail(stream, (slice) => this.#onInput({ kind: "appended", stream, slice }));
      const newest = await log.readBefore(stream, undefined, oneEvent);
      if (!isCurrent()) return;
      if (newest?.status !== "events") this.stop(stream);
      else this.#onInput({ kind: "watched", stream, head: newest.head, count: newest.count + newest.texts.length });
    } catch (thrown) {
      // Forgets the failed attempt to watch the stream, so that the next connection to the stream makes another attempt.
      if (isCurrent()) this.stop(stream);
      throw thrown;
    }
  }
}
