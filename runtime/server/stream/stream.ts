import { ConnectionError } from "../../core/base/error.js";
import { atOnce } from "../../core/base/guard.js";
import type { Flushable } from "./flusher.js";
import type { WrittenStream } from "./stream-directory.js";
import { StreamWriter } from "./stream-writer.js";
import type { OpenOptions, WriterSurroundings } from "./stream-writer.js";

/** Characters that are worth an append of their own, however busy the tick. */
const flushLength = 65_536;

/** What a {@link Stream} gets from its server. */
export type StreamSurroundings<S> = WriterSurroundings<S> & {
  /** Something is pending: flush it at the end of the tick. */
  readonly onPending: (stream: Flushable) => void;
};

/** An open stream: this process alone appends to its log. */
export class Stream<S, C, CN extends string, P> implements WrittenStream<P>, Flushable {
  readonly id: string;
  /** It has no state and takes no commands: only clients in plain mode follow it. */
  readonly isPlain: boolean;
  readonly #around: StreamSurroundings<S>;
  readonly #writer: StreamWriter<S, C, CN, P>;

  private constructor(around: StreamSurroundings<S>, writer: StreamWriter<S, C, CN, P>, isPlain: boolean) {
    this.id = around.stream;
    this.isPlain = isPlain;
    this.#around = around;
    this.#writer = writer;
  }

  /** @param options Without them the stream is plain. Rejects with what the log or the state throws. */
  static async open<S, C, CN extends string, P, State>(
    options: OpenOptions<S, C, CN, P, State> | undefined,
    around: StreamSurroundings<S>,
  ): Promise<Stream<S, C, CN, P>> {
    return new Stream(around, await StreamWriter.open<S, C, CN, P, State>(options, around), options === undefined);
  }

  /** The state that the runtime keeps; `undefined` if the application keeps its own. */
  get state(): unknown {
    return this.#writer.state;
  }

  /**
   * Appends an event at the end of the tick.
   *
   * @throws {@link ProtocolError} for a wrong event, {@link ConnectionError} after another process has opened the stream,
   * or after the last event.
   */
  publish(event: S): void {
    this.#assertOwn();
    this.#writer.publish(event);
    this.#pend();
  }

  /** The same for an event that was checked already. */
  publishText(text: string): void {
    this.#assertOwn();
    this.#writer.add(text);
    this.#pend();
  }

  flush(): void {
    this.#writer.flush();
  }

  /** Resolves when the log has stored every event published so far. */
  async flushed(): Promise<void> {
    await this.#writer.flushed();
  }

  /** Resolves when the log has stored every event and the whole state, for clients that come later. */
  async seal(): Promise<void> {
    await this.#writer.seal();
  }

  readonly snapshot: WrittenStream<P>["snapshot"] = () => this.#writer.snapshot();

  readonly conflate: WrittenStream<P>["conflate"] = (texts) => {
    const events = this.#writer.conflate?.(texts.map((text) => JSON.parse(text) as S));
    return atOnce(events, "conflate")?.map((event) => JSON.stringify(event));
  };

  readonly submit: WrittenStream<P>["submit"] = (command, origin, source) => {
    if (!this.isPlain && !this.#writer.isOver) return this.#writer.submit(command, origin, source);
    const message = "the stream is not open";
    this.#around.finish(origin, command.id, { kind: "refused", code: "unavailable", message, retryAfterMs: 1_000 });
  };

  #pend(): void {
    if (this.#writer.pendingLength >= flushLength) this.flush();
    else this.#around.onPending(this);
  }

  #assertOwn(): void {
    if (this.#writer.isOver) throw new ConnectionError("STREAM_TAKEN", `cannot publish: another process has opened stream "${this.id}"`);
  }
}
