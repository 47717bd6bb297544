import { toError } from "../../core/base/error.js";
import type { AppendResult, LogRecord, StreamLog } from "../../core/log/stream-log.js";
import type { Position, StreamId } from "../../core/frames/types.js";

/** The stream of a writer, and the place in the log where the writer begins. */
export type AppendTarget = { readonly log: StreamLog; readonly stream: StreamId; readonly epoch: number; readonly head: Position };

/** Callbacks of a {@link StreamAppends}. */
export type AppendListener = {
  /** The log has stored the records. `at` is the newest position. Called in the order of the log. */
  readonly onAppended: (records: readonly LogRecord[], at: Position) => void;
  /** Another process has claimed the stream, so that the log takes no more records from this one. */
  readonly onFenced: () => void;
  /** The log has refused the records, or `onAppended` has thrown. */
  readonly onFailed: (thrown: unknown) => void;
};

/**
 * The appends of one writer to one stream, one after another. All events of a tick are one append.
 */
export class StreamAppends {
  readonly #target: AppendTarget;
  readonly #listener: AppendListener;
  #pending: LogRecord[] = [];
  #last: Promise<Position>;
  #isOver = false;
  #hasLost = false;
  /** The reason why the log has refused an append. No record may follow the missing ones. */
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

  /** True if the log has not stored all records. */
  get hasLost(): boolean {
    return this.#hasLost;
  }

  /** Takes an event for the next append. */
  add(text: string): void {
    this.#pending.push({ kind: "event", text });
  }

  /** Appends the events that were added. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const records = this.#pending;
    this.#pending = [];
    void this.append(records);
  }

  /** Appends these records, after the events that were added before. Rejects if the log does. All later appends then reject too. */
  append(records: readonly LogRecord[]): Promise<AppendResult> {
    this.flush();
    const { log, stream, epoch } = this.#target;
    const result = this.#failure === undefined ? log.append(stream, epoch, records) : Promise.reject<AppendResult>(this.#failure);
    // The code below awaits the result after those before it. A rejection without a handler would end the process.
    result.catch(() => undefined);
    const before = this.#last;
    this.#last = this.#settle(before, result, records);
    return result;
  }

  /** Resolves with the position of the newest event, when the log has stored every event that was added. */
  flushed(): Promise<Position> {
    this.flush();
    return this.#last;
  }

  async #settle(before: Promise<Position>, result: Promise<AppendResult>, records: readonly LogRecord[]): Promise<Position> {
    const at = await before;
    let isStored = false;
    try {
      const { status, ...appended } = await result;
      isStored = status !== "fenced";
      this.#hasLost ||= !isStored;
      if (status === "fenced") this.#end(() => this.#listener.onFenced());
      if (status !== "appended" || !("at" in appended)) return at;
      // After a callback has failed, the state lacks events, and later events would lead to a wrong state.
      if (!this.#isOver) this.#listener.onAppended(records, appended.at);
      return appended.at;
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
