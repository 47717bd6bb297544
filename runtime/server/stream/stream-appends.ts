import { Buffer } from "node:buffer";
import { appendStep, createAppends, wakeMsOf } from "../../core/appends/append-step.js";
import type { AppendInput, AppendOutput, Appends } from "../../core/appends/append-step.js";
import { noLoad } from "../../core/appends/backlog.js";
import type { Load } from "../../core/appends/backlog.js";
import { StreamError, toError } from "../../core/base/error.js";
import type { StreamId } from "../../core/frames/types.js";
import type { AppendVerdict, LogRecord, StreamLog } from "../../core/log/stream-log.js";
import { Backlog, loadOf } from "./backlog.js";
import type { After } from "./in-time.js";
import type { TotalBacklog } from "./backlog.js";

/** Values and functions that {@link StreamAppends} get from their writer. */
export type AppendTarget = {
  readonly log: StreamLog;
  readonly stream: StreamId;
  readonly epoch: number;
  readonly nowMs: () => number;
  readonly after: After;
  readonly total: TotalBacklog;
};

/** Callbacks of {@link StreamAppends}. */
export type AppendListener = {
  /** Called with the events of an append before the log gets them. Returns the events that the log may get. */
  readonly admit: (texts: readonly string[]) => readonly string[];
  /** Called when the log has refused an append, because it holds another outcome. */
  readonly onRefused: () => void;
  /** Called when another process has claimed the stream, so that the log refuses all records of this process. */
  readonly onFenced: () => void;
  /** Called when the log has lost records that it had confirmed. */
  readonly onLost: (thrown: unknown) => void;
  /** Called with the first error of a log that fails. The appends are repeated. */
  readonly onFailing: (thrown: unknown) => void;
  readonly onAway: (isAway: boolean) => void;
  readonly onRetry: () => void;
};

/** An append, and the caller that waits for its end. */
type Caller = {
  readonly load: Load;
  readonly sinceMs: number;
  readonly resolve: (verdict: AppendVerdict) => void;
  readonly reject: (reason: unknown) => void;
};

/**
 * Makes the appends of one writer to one stream, as `appendStep` says. All events of one turn of the event loop are one append.
 * Repeats an append until the log gives a verdict.
 */
export class StreamAppends {
  readonly #target: AppendTarget;
  readonly #listener: AppendListener;
  readonly #backlog: Backlog;
  readonly #callers = new Map<number, Caller>();
  #state: Appends = createAppends();
  #pending: string[] = [];
  #pendingBytes = 0;
  #flushed: Promise<unknown> = Promise.resolve();
  #waitingForRoom: (() => void)[] = [];
  #timer: { readonly atMs: number; readonly cancel: () => void } | undefined;
  /** True if the listener knows that the log fails. */
  #isReported = false;
  #hasLost = false;
  /** Set when the writer appends nothing any more. */
  #end: Error | undefined;

  constructor(target: AppendTarget, listener: AppendListener) {
    this.#target = target;
    this.#listener = listener;
    this.#backlog = new Backlog(target.total);
  }

  /** True after another process has claimed the stream, or the log has lost records, or {@link stop} was called. */
  get isOver(): boolean {
    return this.#end !== undefined;
  }

  /** True if the log has not stored some of the records. */
  get hasLost(): boolean {
    return this.#hasLost;
  }

  /** True while the log has not answered for too long. */
  get isAway(): boolean {
    return this.#state.isAway;
  }

  /** The events that wait for the log, and their bytes. */
  get load(): Load {
    return { bytes: this.#backlog.bytes, events: this.#backlog.events };
  }

  /** Milliseconds for which the oldest append has waited. 0 if none waits. */
  get oldestMs(): number {
    const [oldest] = this.#callers.values();
    return oldest === undefined ? 0 : this.#target.nowMs() - oldest.sinceMs;
  }

  /**
   * Adds an event to the next append.
   *
   * @returns false if more than half of the backlog is used up.
   * @throws {@link StreamError} `BACKLOG_FULL`. The event is not added then.
   */
  add(text: string): boolean {
    const bytes = Buffer.byteLength(text);
    const isFree = this.roomFor(bytes);
    this.#pending.push(text);
    this.#pendingBytes += bytes;
    this.#backlog.add({ bytes, events: 1 });
    return isFree;
  }

  /**
   * Returns false if more than half of the backlog is used up with one more event.
   *
   * @param more Events that wait elsewhere.
   * @throws {@link StreamError} `BACKLOG_FULL`.
   */
  roomFor(bytes: number, more: Load = noLoad): boolean {
    const room = this.#backlog.room(bytes, more);
    if (room === "full") throw this.#full();
    return room === "free";
  }

  /** Resolves when at most half of the backlog is used up. */
  ready(): Promise<void> {
    if (this.isOver || this.#backlog.isHalfFree) return Promise.resolve();
    return new Promise((resolve) => this.#waitingForRoom.push(resolve));
  }

  /** Appends the events that were added. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const held = { bytes: this.#pendingBytes, events: this.#pending.length };
    const texts = this.#listener.admit(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#backlog.remove(held);
    const load = texts.length === held.events ? held : loadOf(texts);
    if (texts.length > 0)
      void this.#append(
        texts.map((text): LogRecord => ({ kind: "event", text })),
        load,
      );
  }

  /**
   * Appends records, after the events that were added before. Rejects if the writer has given up, and nobody knows whether the log
   * has the records.
   */
  append(records: readonly LogRecord[]): Promise<AppendVerdict> {
    this.flush();
    return this.#append(records, loadOf(records.flatMap((record) => (record.kind === "event" ? [record.text] : []))));
  }

  /** Resolves when the log has stored every event that was added, or when the writer appends nothing any more. */
  async flushed(): Promise<void> {
    this.flush();
    await this.#flushed;
  }

  /** Gives up all appends that wait. @returns the number of events that the log may not have. */
  stop(): number {
    const { events } = this.#backlog;
    this.#finish(new StreamError("LOG_FAILED", `The log has not stored ${events} events of stream "${this.#target.stream}" in time.`));
    return events;
  }

  #append(records: readonly LogRecord[], load: Load): Promise<AppendVerdict> {
    if (this.#end !== undefined) return this.#refuse(load, this.#end);
    this.#backlog.add(load);
    const end = new Promise<AppendVerdict>((resolve, reject) => {
      this.#callers.set(this.#state.next, { load, sinceMs: this.#target.nowMs(), resolve, reject });
    });
    this.#flushed = end.catch(() => undefined);
    this.#step({ kind: "append", records });
    return end;
  }

  #refuse({ events }: Load, reason: Error): Promise<never> {
    this.#hasLost ||= events > 0;
    const refusal = Promise.reject(reason);
    // A caller may ignore the result. Without a handler the rejection would end the process.
    refusal.catch(() => undefined);
    return refusal;
  }

  #step(input: AppendInput): void {
    if (this.isOver) return;
    const { state, outputs } = appendStep(this.#state, { input, nowMs: this.#target.nowMs() });
    this.#state = state;
    for (const output of outputs) this.#perform(output);
    this.#setTimer();
  }

  /** Sets a timer if none is set that fires early enough. A timer that fires too early does nothing. */
  #setTimer(): void {
    const atMs = this.isOver ? undefined : wakeMsOf(this.#state);
    if (atMs === undefined || (this.#timer !== undefined && this.#timer.atMs <= atMs)) return;
    this.#timer?.cancel();
    const wake = (): void => {
      this.#timer = undefined;
      this.#step({ kind: "timer" });
    };
    this.#timer = { atMs, cancel: this.#target.after(Math.max(0, atMs - this.#target.nowMs()), wake) };
  }

  #perform(output: AppendOutput): void {
    switch (output.action) {
      case "ask":
        return this.#ask(output);
      case "settle":
        return this.#settle(output.number, output.verdict);
      case "away":
      case "back":
        return this.#changeAway(output.action === "away");
      case "lost": {
        const { stream } = this.#target;
        const lost = new StreamError("LOG_FAILED", `The log of stream "${stream}" has lost records after append number ${output.last}.`);
        this.#finish(lost);
        return this.#listener.onLost(lost);
      }
    }
  }

  #ask({ number, attempt, records }: Extract<AppendOutput, { readonly action: "ask" }>): void {
    const { log, stream, epoch } = this.#target;
    if (this.#state.failures > 0) this.#listener.onRetry();
    const failed = (thrown: unknown): void => {
      if (this.isOver) return;
      this.#reportOnce(thrown);
      this.#step({ kind: "rejected", number, attempt });
    };
    try {
      log.append(stream, epoch, records, number).then((result) => this.#step({ kind: "answered", number, attempt, result }), failed);
    } catch (thrown) {
      // In another turn, because the step that has made this output is not over.
      queueMicrotask(() => failed(thrown));
    }
  }

  #changeAway(isAway: boolean): void {
    if (isAway) this.#reportOnce(new Error("It has not answered for 2 s."));
    this.#listener.onAway(isAway);
  }

  /** Reports the first error of a log that fails, until the log has stored an append again. */
  #reportOnce(thrown: unknown): void {
    if (this.#isReported) return;
    this.#isReported = true;
    this.#listener.onFailing(failureOf(this.#target.stream, thrown));
  }

  #settle(number: number, verdict: AppendVerdict): void {
    const caller = this.#callers.get(number);
    if (caller === undefined) return;
    this.#callers.delete(number);
    this.#isReported = false;
    this.#backlog.remove(caller.load);
    if (verdict.status === "fenced") {
      this.#hasLost ||= caller.load.events > 0;
      if (this.#end === undefined) this.#finish(new StreamError("STREAM_TAKEN_OVER", "Another process has opened the stream."), verdict);
    } else if (verdict.status !== "appended") this.#listener.onRefused();
    caller.resolve(verdict);
    if (verdict.status === "fenced") this.#listener.onFenced();
    this.#letIn();
  }

  /** Ends all appends. @param verdict The end of those that wait. By default they reject with `reason`. */
  #finish(reason: Error, verdict?: AppendVerdict): void {
    if (this.#end !== undefined) return;
    this.#end = reason;
    this.#timer?.cancel();
    for (const { load, resolve, reject } of this.#callers.values()) {
      this.#hasLost ||= load.events > 0;
      this.#backlog.remove(load);
      if (verdict === undefined) reject(reason);
      else resolve(verdict);
    }
    this.#callers.clear();
    this.#hasLost ||= this.#pending.length > 0;
    this.#backlog.remove({ bytes: this.#pendingBytes, events: this.#pending.length });
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#letIn();
  }

  #letIn(): void {
    if (!this.isOver && !this.#backlog.isHalfFree) return;
    for (const resolve of this.#waitingForRoom.splice(0)) resolve();
  }

  #full(): StreamError {
    const { stream } = this.#target;
    const mebibytes = (this.#backlog.bytes / 1_048_576).toFixed(1);
    const held = `${this.#backlog.events} events (${mebibytes} MiB) of stream "${stream}" wait for the log`;
    const silent = this.oldestMs === 0 ? "" : `, which has been silent for ${Math.round(this.oldestMs / 1_000)} s`;
    return new StreamError(
      "BACKLOG_FULL",
      `${held}${silent}. This event was not taken. Await ready() of the stream before you publish more.`,
    );
  }
}

function failureOf(stream: StreamId, thrown: unknown): Error {
  const cause = toError(thrown);
  return new Error(
    `The log of stream "${stream}" has failed. The server repeats the append until the log has stored it: ${cause.message}`,
    { cause },
  );
}
