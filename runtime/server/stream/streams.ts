import { Buffer } from "node:buffer";
import type { BacklogLimits } from "../../core/appends/backlog.js";
import { StreamError, toError } from "../../core/base/error.js";
import { guard } from "../../core/base/guard.js";
import { streamIdProblem } from "../../core/base/stream-id.js";
import type { EventOf } from "../../core/contract/v1/contract.js";
import type { ProtocolTypes } from "../../core/contract/v1/protocol.js";
import { assertStreamOptions } from "./assert-options.js";
import { Backlog, TotalBacklog } from "./backlog.js";
import { CommandInbox } from "./command-inbox.js";
import { Flusher } from "./flusher.js";
import { ServerStream } from "./stream.js";
import type { StreamSurroundings } from "./stream.js";
import { isReadable, StateSources } from "./state-sources.js";
import type { StreamDirectory } from "./stream-directory.js";
import type { StreamOptions } from "./stream-types.js";

/** Values and functions that {@link Streams} get from their server. */
export type StreamsOptions<T extends ProtocolTypes, P> = Omit<
  StreamSurroundings<T>,
  "stream" | "onPending" | "onEnd" | "connections" | "isServerClosed" | "total" | "onAway"
> & {
  /** The most events and bytes that may wait for the log. */
  readonly backlog: BacklogLimits;
  /** Called when the log of a stream is away, and when it is back. */
  readonly onAway: (id: string, isAway: boolean) => void;
  /** The options of streams whose own options leave them out. */
  readonly defaults: Pick<StreamOptions<T, P>, "commands" | "gate" | "migrate" | "retention">;
  /** True if `broadcast` opens a stream that is not open. */
  readonly opensOnBroadcast: boolean;
  /** The largest number of characters in a stream's id. */
  readonly maxIdLength: number;
  /** Returns the number of connections that follow a stream. */
  readonly connections: (id: string) => number;
  /** Called before a stream is opened, because an earlier stream of the same id may still have readers. */
  readonly onOpening: (id: string) => Promise<void>;
  /** Called when a stream has ended. Ends each subscription after its connection has read the stream to the end. */
  readonly onEnded: (id: string, closeCode: number, reason: string) => Promise<void>;
};

type Farewell = { readonly closeCode: number; readonly reason: string };

/** A stream that is being opened, or is open. */
type Entry<T extends ProtocolTypes, P> = {
  readonly options: StreamOptions<T, P>;
  readonly opening: Promise<ServerStream<T, P>>;
  stream: ServerStream<T, P> | undefined;
  /** Events that were broadcast while the stream was being opened. */
  readonly early: EventOf<T["server"]>[];
  readonly backlog: Backlog;
  /** The close code and the reason, if the server is closed before the stream is open. */
  cancelled: Farewell | undefined;
};

type Opened<T extends ProtocolTypes, P> = Omit<Entry<T, P>, "opening">;

/** The streams that this process writes, by id. */
export class Streams<T extends ProtocolTypes, P> implements StreamDirectory<P> {
  readonly #options: StreamsOptions<T, P>;
  readonly #flusher = new Flusher();
  readonly #entries = new Map<string, Entry<T, P>>();
  readonly #endings = new Map<string, Promise<void>>();
  /** Streams that have ended and whose last state the log has not stored yet. */
  readonly #sealing = new Map<string, ServerStream<T, P>>();
  readonly #inbox: CommandInbox<P>;
  readonly #total: TotalBacklog;
  #isClosed = false;

  constructor(options: StreamsOptions<T, P>) {
    this.#options = options;
    this.#inbox = new CommandInbox(options);
    this.#total = new TotalBacklog(options.backlog);
  }

  readonly hold: StreamDirectory<P>["hold"] = (command, origin, source) => !this.#isClosed && this.#inbox.hold(command, origin, source);

  /** Figures of the events of all streams that wait for the log. */
  get backlog(): { readonly backlogBytes: number; readonly oldestAppendMs: number } {
    const oldestAppendMs = this.#written().reduce((oldest, { backlog }) => Math.max(oldest, backlog.oldestMs), 0);
    return { backlogBytes: this.#total.bytes, oldestAppendMs };
  }

  /** Gives up all appends that wait. Returns the number of events that the log may not have, and the number of their streams. */
  stop(): { readonly events: number; readonly streams: number } {
    const early = [...this.#entries.values()].map(({ backlog }) => backlog.events);
    const counts = [...this.#written().map((stream) => stream.stop()), ...early].filter((count) => count > 0);
    return { events: counts.reduce((sum, count) => sum + count, 0), streams: counts.length };
  }

  #written(): readonly ServerStream<T, P>[] {
    const open = [...this.#entries.values()].flatMap(({ stream }) => (stream === undefined ? [] : [stream]));
    return [...new Set([...open, ...this.#sealing.values()])];
  }

  get log(): StreamsOptions<T, P>["log"] {
    return this.#options.log;
  }

  /** The number of streams that are open or are being opened. */
  get size(): number {
    return this.#entries.size;
  }

  /** Returns true for a stream that is open or is being opened. */
  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /**
   * Opens a stream. Calls with the same options share one promise. After a rejection the stream is not open, and you can
   * call `open` again.
   *
   * Rejects with {@link StreamError} `STREAM_ALREADY_OPEN`, `STREAM_ID_INVALID`, `STATE_UNREADABLE` or `SERVER_CLOSED`, and with the error that the log or the
   * protocol's state has thrown.
   */
  open(id: string, options: StreamOptions<T, P> = {}): Promise<ServerStream<T, P>> {
    if (this.#isClosed) return Promise.reject(serverClosed(id));
    const known = this.#entries.get(id);
    const badId = known === undefined ? this.#badId(id) : undefined;
    if (badId !== undefined) return Promise.reject(badId);
    if (known === undefined) return this.#begin(id, options).opening;
    return haveSameValues(known.options, options) ? known.opening : Promise.reject(alreadyOpen(id));
  }

  /** Returns the stream if it is open. */
  readonly current = (id: string): ServerStream<T, P> | undefined => this.#entries.get(id)?.stream;

  /**
   * Publishes an event by the stream's id. While the stream is being opened, the event waits after earlier ones.
   *
   * @throws {@link ProtocolError} for an invalid event; {@link StreamError} `STREAM_NOT_OPEN`, `SERVER_CLOSED`, and the errors
   * that `publish` throws.
   */
  broadcast(id: string, event: EventOf<T["server"]>): boolean {
    if (this.#isClosed) throw serverClosed(id);
    const entry = this.#entries.get(id) ?? (this.#options.opensOnBroadcast ? this.#beginForBroadcast(id, event) : undefined);
    if (entry === undefined) throw notOpen(id);
    if (entry.stream !== undefined) return entry.stream.publish(event);
    const text = this.#options.textOf(event);
    const bytes = Buffer.byteLength(text);
    const room = entry.backlog.room(bytes);
    if (room === "full") throw backlogFull(id);
    entry.backlog.add({ bytes, events: 1 });
    // Keeps a copy, because the application could change the event before the stream is open.
    entry.early.push(JSON.parse(text) as EventOf<T["server"]>);
    return room === "free";
  }

  /** Ends all streams. Later calls of `open` reject. */
  close(closeCode: number, reason: string): void {
    this.#isClosed = true;
    this.#inbox.close();
    for (const [id, entry] of Array.from(this.#entries)) {
      if (entry.stream !== undefined) void entry.stream.end(closeCode, reason);
      else this.#cancel(id, entry, { closeCode, reason });
    }
  }

  /** Resolves when the log has stored every event published so far. */
  async flushed(): Promise<void> {
    await Promise.allSettled([...this.#entries.values()].map(async ({ opening }) => (await opening).flushed()));
  }

  /** Resolves when the connections know of the end of every stream that has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#endings.values());
  }

  readonly whenOpen: StreamDirectory<P>["whenOpen"] = async (id) => this.#entries.get(id)?.opening ?? this.#sealing.get(id);

  readonly storedState: StreamDirectory<P>["storedState"] = async (id) => {
    const { log, protocol, defaults } = this.#options;
    const { state } = protocol;
    if (state === undefined) return undefined;
    const origin = { log, stream: id, protocol: { ...protocol, state }, migrate: defaults.migrate ?? {} };
    return new StateSources(origin, await log.snapshot(id)).readable();
  };

  readonly keptState: StreamDirectory<P>["keptState"] = async (id, upTo) => {
    const { log, protocol } = this.#options;
    if (protocol.state === undefined) return undefined;
    const last = await log.snapshot(id, { upTo });
    return last === undefined || isReadable(protocol, last) ? last : log.snapshot(id, { upTo, digest: protocol.digest });
  };

  readonly forget: StreamDirectory<P>["forget"] = async (id) => {
    // A durable log keeps the stream until the application removes it.
    if (this.log.durability === "memory") await this.log.remove(id);
  };

  #begin(id: string, options: StreamOptions<T, P>): Entry<T, P> {
    const opened: Opened<T, P> = { options, stream: undefined, early: [], backlog: new Backlog(this.#total), cancelled: undefined };
    const opening = this.#open(id, opened).catch((thrown: unknown) => this.#failed(id, opened, thrown));
    const entry = Object.assign(opened, { opening });
    this.#entries.set(id, entry);
    return entry;
  }

  /** Returns an error if no client could ever connect to a stream with this id. */
  #badId(id: string): StreamError | undefined {
    const problem = streamIdProblem(id, this.#options.maxIdLength);
    return problem === undefined ? undefined : invalidId(id, problem);
  }

  /** Opens a stream for `broadcast`. Reports an error of `open`, because the caller of `broadcast` does not wait for it. */
  #beginForBroadcast(id: string, event: EventOf<T["server"]>): Entry<T, P> {
    // Throws for an invalid event before the stream is opened.
    this.#options.textOf(event);
    const badId = this.#badId(id);
    if (badId !== undefined) throw badId;
    const entry = this.#begin(id, {});
    entry.opening.catch(this.#options.report);
    return entry;
  }

  async #open(id: string, entry: Opened<T, P>): Promise<ServerStream<T, P>> {
    const { defaults, connections, onOpening } = this.#options;
    assertStreamOptions(entry.options);
    await this.#endings.get(id);
    await onOpening(id);
    const { commands = defaults.commands, gate = defaults.gate, migrate = defaults.migrate, onLost } = entry.options;
    const { retention = defaults.retention ?? {} } = entry.options;
    const stream = await ServerStream.open<T, P>(
      { commands, gate, migrate, onLost, retention },
      {
        ...this.#options,
        stream: id,
        total: this.#total,
        onAway: (isAway) => this.#options.onAway(id, isAway),
        connections: () => connections(id),
        isServerClosed: () => this.#isClosed,
        onPending: (pending) => this.#flusher.mark(pending),
        onEnd: (closeCode, reason) => this.#end(id, entry, { closeCode, reason }),
      },
    );
    entry.stream = stream;
    this.#release(entry);
    for (const event of entry.early) void guard(() => stream.publish(event), this.#options.report);
    if (entry.cancelled === undefined) {
      this.#inbox.release(id, stream.submit);
      return stream;
    }
    await stream.end(entry.cancelled.closeCode, entry.cancelled.reason);
    throw serverClosed(id);
  }

  /** Early events count as events of the stream once it is open, and no longer if it cannot be opened. */
  #release({ backlog: { bytes, events }, backlog }: Opened<T, P>): void {
    backlog.remove({ bytes, events });
  }

  #failed(id: string, entry: Opened<T, P>, thrown: unknown): never {
    if (this.#entries.get(id) === entry) this.#entries.delete(id);
    const { early, stream } = entry;
    if (stream === undefined) this.#release(entry);
    if (early.length > 0 && stream === undefined) this.#options.report(lost(id, early.length, thrown));
    throw thrown;
  }

  #cancel(id: string, entry: Entry<T, P>, cancelled: Farewell): void {
    entry.cancelled = cancelled;
    this.#entries.delete(id);
    const settled = entry.opening.then(
      () => undefined,
      () => undefined,
    );
    void this.#keep(id, settled);
  }

  #end(id: string, entry: Opened<T, P>, { closeCode, reason }: Farewell): Promise<void> {
    if (this.#entries.get(id) === entry) this.#entries.delete(id);
    const { report, onEnded } = this.#options;
    const { stream } = entry;
    if (stream !== undefined) this.#sealing.set(id, stream);
    const end = async (): Promise<void> => {
      await stream?.seal().catch(report);
      this.#sealing.delete(id);
      await onEnded(id, closeCode, reason);
    };
    return this.#keep(id, end().catch(report));
  }

  #keep(id: string, ending: Promise<void>): Promise<void> {
    const kept = ending.finally(() => {
      if (this.#endings.get(id) === kept) this.#endings.delete(id);
    });
    this.#endings.set(id, kept);
    return kept;
  }
}

function haveSameValues(one: object, other: object): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => Reflect.get(one, key) === Reflect.get(other, key));
}

function backlogFull(id: string): StreamError {
  const problem = `Too many events wait until stream "${id}" is open, so this event was not taken.`;
  return new StreamError("BACKLOG_FULL", `${problem} Await server.open("${id}") before you publish more.`);
}

function serverClosed(id: string): StreamError {
  return new StreamError("SERVER_CLOSED", `Stream "${id}" cannot be used: the server is closed. Create a new server.`);
}

function invalidId(id: string, problem: string): StreamError {
  const message = `A stream cannot have the id ${JSON.stringify(id)}, because clients could not name it in a URL: ${problem}. Choose another id.`;
  return new StreamError("STREAM_ID_INVALID", message);
}

function alreadyOpen(id: string): StreamError {
  const advice = `Use the stream that server.stream("${id}") returns, or close it first.`;
  return new StreamError("STREAM_ALREADY_OPEN", `Stream "${id}" is open already, with other options. ${advice}`);
}

function notOpen(id: string): StreamError {
  return new StreamError("STREAM_NOT_OPEN", `Stream "${id}" is not open, so nothing can be broadcast. Call server.open("${id}") first.`);
}

function lost(id: string, count: number, cause: unknown): StreamError {
  const what = `${count} ${count === 1 ? "event" : "events"} for stream "${id}" got lost`;
  return new StreamError("STREAM_NOT_OPEN", `${what}: the stream could not be opened (${toError(cause).message}).`, { cause });
}
