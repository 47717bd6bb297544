import { toError } from "../../core/base/error.js";
import type { AppendResult, LogRecord, StreamLog } from "../../core/log/stream-log.js";
import type { Position, StreamId } from "../../core/frames/types.js";

/** The stream of a writer, and the position in the log after which the writer appends. */
export type AppendTarget = { readonly log: StreamLog; readonly stream: StreamId; readonly epoch: number; readonly head: Position };

/** Callbacks of a {@link StreamAppends}. */
export type AppendListener = {
  /** Called with the events of an append before the log gets them. Returns the events that the log may get. */
  readonly admit: (texts: readonly string[]) => readonly string[];
  /** Called when the log has refused an append, because it holds another outcome. */
  readonly onRefused: () => void;
  /** Called when another process has claimed the stream, so that the log refuses all records of this process. */
  readonly onFenced: () => void;
  /** Called when the log has failed to store records. */
  readonly onFailed: (thrown: unknown) => void;
};

/**
 * Makes the appends of one writer to one stream, one after another. All events of one turn of the event loop are one append.
 */
export class StreamAppends {
  readonly #target: AppendTarget;
  readonly #listener: AppendListener;
  #pending: string[] = [];
  #last: Promise<Position>;
  #isOver = false;
  #hasLost = false;
  /** Why an append has failed. The writer then makes no later append, because the log would lack the records of the failed one. */
  #failure: Error | undefined;

  constructor(target: AppendTarget, listener: AppendListener) {
    this.#target = target;
    this.#listener = listener;
    this.#last = Promise.resolve(target.head);
  }

  /** True after another process has claimed the stream, or an append has failed. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** True if the log has failed to store some of the records. */
  get hasLost(): boolean {
    return this.#hasLost;
  }

  /** Adds an event to the next append. */
  add(text: string): void {
    this.#pending.push(text);
  }

  /** Appends the events that were added. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const texts = this.#listener.admit(this.#pending);
    this.#pending = [];
    if (texts.length > 0) void this.append(texts.map((text): LogRecord => ({ kind: "event", text })));
  }

  /** Appends records, after the events that were added before. If the log fails, this append and all later ones reject. */
  append(records: readonly LogRecord[]): Promise<AppendResult> {
    this.flush();
    const { log, stream, epoch } = this.#target;
    const result = this.#failure === undefined ? log.append(stream, epoch, records) : Promise.reject<AppendResult>(this.#failure);
    // The result is awaited only after the results of earlier appends. Until then a rejection without a handler would end the process.
    result.catch(() => undefined);
    const before = this.#last;
    this.#last = this.#settle(before, result);
    return result;
  }

  /** Resolves with the position of the newest event, when the log has stored every event that was added. */
  flushed(): Promise<Position> {
    this.flush();
    return this.#last;
  }

  async #settle(before: Promise<Position>, result: Promise<AppendResult>): Promise<Position> {
    const at = await before;
    let isStored = false;
    try {
      const appended = await result;
      isStored = appended.status !== "fenced";
      this.#hasLost ||= !isStored;
      if (!isStored) this.#end(() => this.#listener.onFenced());
      if (appended.status === "appended") return appended.at;
      this.#listener.onRefused();
      return at;
    } catch (thrown) {
      this.#failure ??= toError(thrown);
      this.#hasLost ||= !isStored;
      this.#end(() => this.#listener.onFailed(thrown));
      return at;
    }
  }

  #end(tell: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    tell();
  }
}
