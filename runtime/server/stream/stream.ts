import { StreamError } from "../../core/base/error.js";
import type { StreamErrorCode } from "../../core/base/error.js";
import { atOnce } from "../../core/base/guard.js";
import * as closeCodes from "../../core/base/close-codes.js";
import type { EventOf } from "../../core/contract/v1/contract.js";
import type { ProtocolTypes } from "../../core/contract/v1/protocol.js";
import type { PartAt } from "../../core/contract/v1/state/state-holder.js";
import type { Flushable } from "./flusher.js";
import type { LocalStream } from "./stream-directory.js";
import type { Restored, Stream, StreamOptions } from "./stream-types.js";
import { StreamWriter } from "./stream-writer.js";
import type { WriterSurroundings } from "./stream-writer.js";

/** When this many characters of events wait, the stream appends them at once, before the turn of the event loop ends. */
const flushLength = 65_536;

/** Values and functions that a {@link ServerStream} gets from its server. */
export type StreamSurroundings<T extends ProtocolTypes> = Omit<WriterSurroundings<T>, "onOver"> & {
  /** Called when the stream has events that have to be appended at the end of the turn of the event loop. */
  readonly onPending: (stream: Flushable) => void;
  readonly onPublished: () => void;
  /** Called once, when the stream accepts no more events. Resolves when the log has stored all events and connections know of the end. */
  readonly onEnd: (closeCode: number, reason: string) => Promise<void>;
  /** Returns the number of connections that follow the stream. */
  readonly connections: () => number;
  /** Returns true if the server is closed, so that no stream can be opened again. */
  readonly isServerClosed: () => boolean;
};

/** Why a stream accepts no more events. */
export type StreamOver = Extract<StreamErrorCode, "STREAM_CLOSED" | "STREAM_TAKEN_OVER" | "LOG_FAILED">;

const reasons: Readonly<Record<StreamOver, string>> = {
  STREAM_CLOSED: "the stream is closed",
  STREAM_TAKEN_OVER: "another process has opened the stream",
  LOG_FAILED: "the stream's log or state has failed",
};

/** A stream that this process has opened, so that no other process can append to the stream. */
export class ServerStream<T extends ProtocolTypes, P> implements Stream<T>, LocalStream<P>, Flushable {
  readonly id: string;
  readonly #around: StreamSurroundings<T>;
  readonly #writer: StreamWriter<T, P>;
  #over: StreamOver | undefined;
  #ending: Promise<void> | undefined;

  private constructor(around: StreamSurroundings<T>, writer: StreamWriter<T, P>) {
    this.id = around.stream;
    this.#around = around;
    this.#writer = writer;
  }

  /** Opens a stream. Rejects with the error that the log or the protocol's reducer has thrown. */
  static async open<T extends ProtocolTypes, P>(options: StreamOptions<T, P>, around: StreamSurroundings<T>): Promise<ServerStream<T, P>> {
    const opened: { stream?: ServerStream<T, P> } = {};
    const onOver = (code: StreamOver): void => void opened.stream?.end(closeCodes.restart, reasons[code], code);
    const writer = await StreamWriter.open(options, { ...around, onOver });
    return (opened.stream = new ServerStream(around, writer));
  }

  get state(): T["state"] {
    return this.#writer.read([]);
  }

  read<const Path extends readonly string[]>(path: Path): PartAt<T["state"], Path> {
    return this.#writer.read(path);
  }

  get restored(): Restored {
    return this.#writer.restored;
  }

  get connections(): number {
    return this.#around.connections();
  }

  /** True if no event was published since the stream was opened. */
  get isEmpty(): boolean {
    return this.#writer.isEmpty;
  }

  publish(event: EventOf<T["server"]>): boolean {
    if (this.#over !== undefined) throw new StreamError(this.#over, textOf(this.#over, this.id, this.#around.isServerClosed()));
    const isFree = this.#writer.publish(event);
    this.#around.onPublished();
    if (this.#writer.pendingLength >= flushLength) this.flush();
    else this.#around.onPending(this);
    return isFree;
  }

  ready(): Promise<void> {
    return this.#writer.ready();
  }

  /** Figures of the events that wait for the log. */
  get backlog(): { readonly bytes: number; readonly oldestMs: number } {
    return this.#writer.backlog;
  }

  /** Gives up all appends that wait. @returns the number of events that the log may not have. */
  stop(): number {
    return this.#writer.stop();
  }

  flush(): void {
    this.#writer.flush();
  }

  flushed(): Promise<void> {
    const flushed = this.#flushed();
    // A caller may ignore the result. Without a handler the rejection would end the process.
    flushed.catch(() => undefined);
    return flushed;
  }

  async close(reason: string = reasons.STREAM_CLOSED): Promise<void> {
    await this.end(closeCodes.done, reason);
  }

  /** Ends the stream: it accepts no more events. Each subscription ends with `closeCode` after its connection has the last event. */
  end(closeCode: number, reason: string, over: StreamOver = "STREAM_CLOSED"): Promise<void> {
    this.#over ??= over;
    this.#ending ??= this.#around.onEnd(closeCode, reason);
    return this.#ending;
  }

  /** Resolves when the log has stored every event and the whole state, for clients that connect later. */
  async seal(): Promise<void> {
    await this.#writer.seal();
  }

  readonly snapshot: LocalStream<P>["snapshot"] = (isNewest, form) => this.#writer.snapshot(isNewest, form);

  readonly continues: LocalStream<P>["continues"] = (after) => this.#writer.continues(after);

  readonly conflate: LocalStream<P>["conflate"] = (texts) => {
    const events = this.#writer.conflate?.(texts.map((text) => JSON.parse(text) as EventOf<T["server"]>));
    return atOnce(events, "conflate")?.map((event) => JSON.stringify(event));
  };

  readonly submit: LocalStream<P>["submit"] = (command, origin, source) => {
    if (this.#over === undefined) return this.#writer.submit(command, origin, source);
    const message = `stream "${this.id}" is not open`;
    const { id, by } = command;
    this.#around.finish({ origins: [origin], id, by, finish: { kind: "refused", code: "unavailable", message, retryAfterMs: 1_000 } });
  };

  async #flushed(): Promise<void> {
    if (!(await this.#writer.flushed())) throw lost(this.#over === "STREAM_TAKEN_OVER" ? this.#over : "LOG_FAILED", this.id);
  }
}

function lost(over: StreamOver, id: string): StreamError {
  const cause = over === "STREAM_TAKEN_OVER" ? "another process has opened the stream" : 'the log has failed, and "onError" got the cause';
  const advice = "Open the stream again, and publish the events that its state lacks.";
  return new StreamError(over, `Not all events of stream "${id}" were stored: ${cause}. ${advice}`);
}

function textOf(over: StreamOver, id: string, isServerClosed: boolean): string {
  if (isServerClosed)
    return `Stream "${id}" is closed, because its server is closed. Publish before you call drain() or close() of the server.`;
  switch (over) {
    case "STREAM_CLOSED":
      return `Stream "${id}" is closed, so nothing can be published. Open it again with server.open("${id}").`;
    case "STREAM_TAKEN_OVER":
      return `Another process has opened stream "${id}", so this process can no longer publish. Take it back with server.open("${id}").`;
    case "LOG_FAILED":
      return `The log or the state of stream "${id}" has failed, and "onError" got the cause. Open the stream again with server.open("${id}").`;
  }
}
