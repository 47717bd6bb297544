import { toError } from "../../core/base/error.js";
import type { AppendResult, LogRecord, StreamLog } from "../../core/log/stream-log.js";
import type { Position, StreamId } from "../../core/frames/types.js";

/** Where a writer appends. */
export type AppendTarget = { readonly log: StreamLog; readonly stream: StreamId; readonly epoch: number; readonly head: Position };

/** What happens to a writer beside its results. */
export type AppendListener = {
  /** Records are in the log: `at` is the newest position. In the order of the log. */
  readonly onAppended: (records: readonly LogRecord[], at: Position) => void;
  /** Somebody else has claimed the stream; nothing was appended, nor will be. */
  readonly onFenced: () => void;
  /** The log has taken nothing, or what it has taken could not be told by `onAppended`. */
  readonly onFailed: (thrown: unknown) => void;
};

/**
 * The appends of one writer to one stream, one after another. What is published in a tick is one append,
 * and what a snapshot shows is what has been handed to the log by then.
 */
export class StreamAppends {
  readonly #target: AppendTarget;
  readonly #listener: AppendListener;
  #pending: LogRecord[] = [];
  #last: Promise<Position>;
  #isOver = false;
  /** Why the log has refused an append: nothing may follow what is missing. */
  #failure: Error | undefined;

  constructor(target: AppendTarget, listener: AppendListener) {
    this.#target = target;
    this.#listener = listener;
    this.#last = Promise.resolve(target.head);
  }

  /** True once it has been fenced or has failed. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Takes an event for the next append. */
  add(text: string): void {
    this.#pending.push({ kind: "event", text });
  }

  /** Appends what was added. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const records = this.#pending;
    this.#pending = [];
    void this.append(records);
  }

  /** Appends these records, after what was added before. Rejects when the log does, and ever after. */
  append(records: readonly LogRecord[]): Promise<AppendResult> {
    this.flush();
    const { log, stream, epoch } = this.#target;
    const result = this.#failure === undefined ? log.append(stream, epoch, records) : Promise.reject<AppendResult>(this.#failure);
    // Below it is heard only after those before it, and an unheard rejection ends the process.
    result.catch(() => undefined);
    const before = this.#last;
    this.#last = this.#settle(before, result, records);
    return result;
  }

  /** Position of the newest event, when all that was added is in the log. */
  flushed(): Promise<Position> {
    this.flush();
    return this.#last;
  }

  async #settle(before: Promise<Position>, result: Promise<AppendResult>, records: readonly LogRecord[]): Promise<Position> {
    const at = await before;
    try {
      const { status, ...appended } = await result;
      if (status === "fenced") this.#end(() => this.#listener.onFenced());
      if (status !== "appended" || !("at" in appended)) return at;
      // What could not be told before is missing: what comes now would be added to the wrong state.
      if (!this.#isOver) this.#listener.onAppended(records, appended.at);
      return appended.at;
    } catch (thrown) {
      this.#failure ??= toError(thrown);
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
