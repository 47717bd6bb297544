import { ConnectionError } from "../../core/base/error.js";
import type { StreamLog } from "../../core/log/stream-log.js";
import { Flusher } from "./flusher.js";
import { Stream } from "./stream.js";
import type { StreamSurroundings } from "./stream.js";
import type { StreamDirectory } from "./stream-directory.js";
import type { OpenOptions } from "./stream-writer.js";

/** What {@link Streams} work with. */
export type StreamsOptions<S> = Omit<StreamSurroundings<S>, "log" | "stream" | "onOver" | "onPending"> & {
  /** Holds opened streams. */
  readonly log: StreamLog;
  /** Holds streams that were not opened, for clients in plain mode. */
  readonly plainLog: StreamLog;
  /** An earlier stream of the same id may have readers left. */
  readonly onOpening: (id: string) => Promise<void>;
  /** A stream that clients in plain mode follow goes on in the log of opened streams. */
  readonly onMoved: (id: string) => void;
  /** A stream has ended: its readers are told, once they have read it to the end. */
  readonly onEnded: (id: string, code: number, reason: string) => Promise<void>;
};

type Opening<S, C, CN extends string, P> = { readonly stream: Promise<Stream<S, C, CN, P>>; hasFailed: boolean };

/** The streams that this process writes, by id. */
export class Streams<S, C, CN extends string, P> implements StreamDirectory<P> {
  readonly #options: StreamsOptions<S>;
  readonly #flusher = new Flusher();
  readonly #streams = new Map<string, Stream<S, C, CN, P>>();
  /** Openings that are under way, have come to an open stream, or have failed. */
  readonly #openings = new Map<string, Opening<S, C, CN, P>>();
  /** Beginnings of plain streams that are under way. */
  readonly #beginnings = new Map<string, Promise<Stream<S, C, CN, P>>>();
  /** Streams in the log of plain mode. */
  readonly #plain = new Set<string>();
  readonly #endings = new Map<string, Promise<void>>();

  constructor(options: StreamsOptions<S>) {
    this.#options = options;
  }

  /**
   * Opens a stream. Until one call succeeds commands are refused as `unavailable`.
   *
   * @param onOver Called when nothing can be published any more.
   * @throws {@link ConnectionError} `STREAM_TAKEN` if it is open already; and what the log or the state throws.
   */
  open<State>(id: string, options: OpenOptions<S, C, CN, P, State>, onOver: (reason: string) => void): Promise<Stream<S, C, CN, P>> {
    if (this.#openings.get(id)?.hasFailed === false)
      return Promise.reject(new ConnectionError("STREAM_TAKEN", `stream "${id}" is open already`));
    const opening: Opening<S, C, CN, P> = { stream: this.#open(id, options, onOver), hasFailed: false };
    this.#openings.set(id, opening);
    opening.stream.catch(() => {
      opening.hasFailed = true;
    });
    return opening.stream;
  }

  /** Begins a stream that only clients in plain mode follow, until it is opened. */
  begin(id: string): Promise<Stream<S, C, CN, P>> {
    const beginning = this.#begin(id).finally(() => {
      if (this.#beginnings.get(id) === beginning) this.#beginnings.delete(id);
    });
    this.#beginnings.set(id, beginning);
    return beginning;
  }

  /** Nothing more is published. Readers are told the end once they have read to it. */
  end(id: string, code: number, reason: string): void {
    const underWay = [this.#endings.get(id), this.#openings.get(id)?.stream, this.#beginnings.get(id)].filter((each) => each !== undefined);
    this.#openings.delete(id);
    this.#beginnings.delete(id);
    const ending = this.#end(id, code, reason, underWay)
      .catch(this.#options.report)
      .finally(() => {
        if (this.#endings.get(id) === ending) this.#endings.delete(id);
      });
    this.#endings.set(id, ending);
  }

  /** Resolves when the log has stored every event published so far. */
  async flushed(): Promise<void> {
    await Promise.allSettled([...this.#beginnings.values(), ...[...this.#openings.values()].map(({ stream }) => stream)]);
    await Promise.all([...this.#streams.values()].map((stream) => stream.flushed()));
  }

  /** Resolves when every stream that was ended has told its readers. */
  async ended(): Promise<void> {
    await Promise.all(this.#endings.values());
  }

  readonly logOf: StreamDirectory<P>["logOf"] = (id) => (this.#plain.has(id) ? this.#options.plainLog : this.#options.log);

  readonly written: StreamDirectory<P>["written"] = async (id) => {
    await this.#beginnings.get(id);
    if (!this.#plain.has(id)) await this.#openings.get(id)?.stream;
    const stream = this.#streams.get(id);
    return stream?.isPlain === true ? undefined : stream;
  };

  readonly current: StreamDirectory<P>["current"] = (id) => this.#streams.get(id);

  readonly isPlain: StreamDirectory<P>["isPlain"] = async (id) => {
    if (!this.#plain.has(id)) return false;
    const opening = this.#openings.get(id);
    if (opening?.hasFailed === true) await opening.stream;
    return true;
  };

  readonly forget: StreamDirectory<P>["forget"] = async (id) => {
    const log = this.logOf(id);
    this.#plain.delete(id);
    // A durable log keeps the stream until the application removes it.
    if (log.durability === "memory") await log.remove(id);
  };

  async #open<State>(id: string, options: OpenOptions<S, C, CN, P, State>, onOver: (reason: string) => void): Promise<Stream<S, C, CN, P>> {
    await this.#endings.get(id);
    await this.#beginnings.get(id);
    await this.#options.onOpening(id);
    const stream = await Stream.open<S, C, CN, P, State>(options, this.#around(id, this.#options.log, onOver));
    this.#streams.set(id, stream);
    if (this.#plain.delete(id)) {
      await this.#options.plainLog.remove(id);
      this.#options.onMoved(id);
    }
    return stream;
  }

  async #begin(id: string): Promise<Stream<S, C, CN, P>> {
    await this.#endings.get(id);
    await this.#options.onOpening(id);
    this.#plain.add(id);
    const stream = await Stream.open<S, C, CN, P, undefined>(
      undefined,
      this.#around(id, this.#options.plainLog, () => undefined),
    );
    this.#streams.set(id, stream);
    return stream;
  }

  async #end(id: string, code: number, reason: string, underWay: readonly Promise<unknown>[]): Promise<void> {
    const { report, onEnded } = this.#options;
    await Promise.allSettled(underWay);
    await this.#streams.get(id)?.seal().catch(report);
    this.#streams.delete(id);
    await onEnded(id, code, reason);
  }

  #around(stream: string, log: StreamLog, onOver: (reason: string) => void): StreamSurroundings<S> {
    return { ...this.#options, log, stream, onOver, onPending: (pending) => this.#flusher.mark(pending) };
  }
}
