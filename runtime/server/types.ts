import type { IncomingMessage } from "node:http";
import type { EventReader } from "../core/base/event-reader.js";
import type { ProtocolError } from "../core/base/error.js";
import type { EventHandlers } from "../core/base/handlers.js";
import type { StreamLog } from "../core/log/stream-log.js";
import type { Rate } from "../core/base/token-bucket.js";
import type { Admission, TokenVerdict } from "./http/admission.js";
import type { OpenOptions } from "./stream/stream-writer.js";

/** Both directions of a protocol: the engine sends server events and receives client events. */
export type ProtocolEvents<S, SN extends string, C, CN extends string> = {
  readonly server: EventReader<S, SN>;
  readonly client: EventReader<C, CN>;
};

/** One client's WebSocket, as handlers see it. */
export type Connection<S, P = undefined> = {
  /** Unique within this server's life, from 1. */
  readonly id: number;
  readonly principal: P;
  /** Peer's address as the socket tells it: behind a proxy, the proxy's. */
  readonly remoteAddress: string | undefined;
  /**
   * Sends an event to this client alone, outside the stream's order and not retained.
   *
   * @returns false when it was dropped, because the connection is closing or reads too slowly.
   * @throws {@link ProtocolError} when the event is not what its schema says.
   */
  send(event: S): boolean;
  /** Closes the connection. @default 1000 and no reason */
  close(code?: number, reason?: string): void;
};

/** One stream: the ordered events of one run, and the room of clients that follow it. */
export type Stream<S> = {
  readonly id: string;
  /** How many clients are connected to it. */
  readonly connections: number;
  /**
   * Appends an event and sends it to every client at the end of the tick.
   *
   * @throws {@link ProtocolError} when the event is not what its schema says.
   * @throws {@link ConnectionError} `STREAM_CLOSED` after `close()` of the stream or the server, `STREAM_ENDED`
   * after a terminal event of a stream that was opened with a state.
   */
  publish(event: S): void;
  /**
   * Ends the stream and forgets its log. Every client is disconnected with 1000, on which it does not
   * return, once it has read to the end. What is in a durable log stays there, and opened again it goes on
   * where it ended, until you call `log.remove(id)`.
   */
  close(reason?: string): void;
};

/** A stream that was opened for sessions: what is published is in the log before anybody is told. */
export type OpenStream<S, State = unknown> = Stream<S> & {
  /** The state that the runtime keeps, up to what is in the log; `undefined` where it was opened with `snapshot`. */
  readonly state: State;
  /** Resolves when all that was published so far is in the log, as durable as it gets. */
  flushed(): Promise<void>;
};

/** A {@link Stream} as the engine holds it, with the way to handle its client events. */
export type EngineStream<S, C, CN extends string, P = undefined> = Stream<S> & {
  /**
   * Opens the stream for sessions: from now on it is written to the log, by this process alone, its clients
   * resume without loss, and each command takes effect once. A stream that is in the log already goes on
   * where it ended. To be awaited before something is published. Where it rejects, it may be called again;
   * until one call succeeds nothing can be published, and commands are refused as `unavailable`.
   *
   * @throws {@link ConnectionError} `STREAM_TAKEN` where it was opened before, `STREAM_CLOSED`, `SERVER_CLOSED`; and
   * what the log or your state throws.
   */
  open<State = undefined>(options: OpenOptions<S, C, CN, P, State>): Promise<OpenStream<S, State>>;
  /** Handles this stream's client events instead of the server's `onEvent` and `handlers`. */
  onEvent(handler: ClientEventHandler<S, C, P>): void;
  /** The same with one handler per event. */
  handle(handlers: ClientEventHandlers<S, C, CN, P>): void;
};

/** Where a client event came from. */
export type EventContext<S, P = undefined> = {
  readonly stream: Stream<S>;
  readonly connection: Connection<S, P>;
  /** What `authenticate` returned for the connection. */
  readonly principal: P;
};

/**
 * Handles one valid client event. Events of a connection are passed in order, without waiting for a
 * promise returned; while 128 such promises are open nothing more is read from the connection. What is
 * thrown or rejected goes to `onError` and disturbs nobody.
 */
export type ClientEventHandler<S, C, P = undefined> = (event: C, context: EventContext<S, P>) => unknown;

/** One handler per client event; the generated `ClientEventHandlers<EventContext<ServerEvent>>` fits. */
export type ClientEventHandlers<S, C, CN extends string, P = undefined> = EventHandlers<C, CN, EventContext<S, P>>;

/** What a generated entry object says of its protocol. */
export type ProtocolDescriptor = {
  /** Version of the contract that the entry object was generated for. @default this runtime's */
  readonly contract?: number | undefined;
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  /** Other versions that are still in use, by digest, as `dagwire check --matrix` found them. */
  readonly peers?: Readonly<Record<string, { readonly asClient: "accept" | "warn" | "refuse" }>> | undefined;
};

/** The part of pino's logger that is used. */
export type Logger = {
  readonly debug: (details: object, message: string) => void;
  readonly info: (details: object, message: string) => void;
  readonly warn: (details: object, message: string) => void;
  readonly error: (details: object, message: string) => void;
};

/** What {@link createStreamServer} needs. */
export type StreamServerOptions<S, SN extends string, C, CN extends string, P> = {
  readonly events: ProtocolEvents<S, SN, C, CN>;
  /** Path of the streams with one segment `:stream`, such as `/api/dags/:stream/stream`. */
  readonly path: string;
  /**
   * Decides before the upgrade who may connect. What it throws goes to `onError` and refuses with 500.
   *
   * @default everybody may; `principal` is `undefined`.
   */
  readonly authenticate?: ((request: IncomingMessage, stream: string) => Admission<P> | Promise<Admission<P>>) | undefined;
  /** The generated entry object. With it clients may speak sessions (`dagwire.v1`); without it all is plain mode. */
  readonly protocol?: ProtocolDescriptor | undefined;
  /** Where opened streams are kept. @default a `MemoryLog` within `limits.retainedEvents` and `retainedBytes` */
  readonly log?: StreamLog | undefined;
  /**
   * May somebody follow a stream (`event` is undefined), or send it this event? Asked for each. What it throws
   * goes to `onError`, and the client is told to try again.
   *
   * @default everybody who was let in may
   */
  readonly authorize?: ((principal: P, stream: string, event: C | undefined) => boolean | Promise<boolean>) | undefined;
  /**
   * Judges the token of a `bearer.<token>` subprotocol, of `$hello` or of `$auth`, which renews it in place.
   * `before` is who the connection was taken for. A connection is closed with 4202 when its token expires.
   *
   * @default tokens are refused
   */
  readonly authenticateToken?: ((token: string, before: P) => TokenVerdict<P> | Promise<TokenVerdict<P>>) | undefined;
  /** Told what happens to connections. @default silent */
  readonly logger?: Logger | undefined;
  /**
   * Origins, such as `https://dash.example.org`, that may connect besides those of the same host, or a
   * function that decides alone. Requests without Origin do not come from a browser and are let pass.
   *
   * @default the same host only
   */
  readonly allowedOrigins?: readonly string[] | ((origin: string, request: IncomingMessage) => boolean) | undefined;
  /**
   * May a client open a stream that the engine has not opened with `stream(id)`? Otherwise it gets 404.
   *
   * @default false
   */
  readonly openOnConnect?: boolean | ((stream: string) => boolean) | undefined;
  /**
   * Current state as events, sent to each client as it connects. It has to contain what has been
   * published. What it throws goes to `onError` and closes the connection with 1011. Name its return
   * type where events are written inside it, as for `errorEvent`.
   *
   * @default the retained log from its start, which `undefined` stands for too
   */
  readonly greet?: ((stream: string) => readonly NoInfer<S>[] | undefined) | undefined;
  /** Handles client events. Of `handlers` and `onEvent` the latter comes second. */
  readonly onEvent?: ClientEventHandler<S, C, P> | undefined;
  readonly handlers?: ClientEventHandlers<S, C, CN, P> | undefined;
  /**
   * The protocol's own event for "your message was wrong"; without it there is no answer. Checked
   * before it is sent. Name its return type, or TypeScript takes the tag for any string:
   * `(error): ServerEvent => ({ type: "error", message: error.message })`.
   */
  readonly errorEvent?: ((error: ProtocolError) => NoInfer<S>) | undefined;
  /** A client sent something invalid or unknown. It is counted and answered anyway. */
  readonly onInvalid?: ((error: ProtocolError, connection: Connection<S, P>) => void) | undefined;
  /**
   * Something of yours threw or rejected, or the retained log no longer tells the whole story. What this function
   * itself throws becomes a warning of the process.
   *
   * @default process.emitWarning
   */
  readonly onError?: ((error: Error) => void) | undefined;
  /**
   * A client that was let in speaks another version of the protocol; `message` says which, and whether its events
   * or its state are others. Called once for each version, for at most 64 of them, and never for a version that
   * the table of peers accepts. @default process.emitWarning
   */
  readonly onWarning?: ((message: string) => void) | undefined;
  /**
   * Compress what is sent where a client can take it (permessage-deflate). A frame is compressed once, and all
   * clients get the same bytes. It saves traffic at the cost of latency and of every client's time to unpack.
   *
   * @default false
   */
  readonly compression?: boolean | undefined;
  /** Check what is published. @default true */
  readonly validateOutgoing?: boolean | undefined;
  readonly limits?: Partial<StreamLimits> | undefined;
  readonly heartbeat?: Partial<HeartbeatOptions> | undefined;
};

/** Bounds of what one peer or one stream can cost. */
export type StreamLimits = {
  /** Largest message taken; a larger one closes with 1009. @default 65_536 */
  readonly maxPayloadBytes: number;
  /** @default 16 */
  readonly maxFragments: number;
  /** How deep received JSON may nest. @default 32 */
  readonly maxDepth: number;
  /** Longest stream id in a URL. @default 256 */
  readonly maxStreamIdLength: number;
  /** Events that a stream retains for clients that connect or lag. @default 4_096 */
  readonly retainedEvents: number;
  /** Bytes of those. @default 4_194_304 */
  readonly retainedBytes: number;
  /**
   * Bytes that may wait in one socket before it has to catch up from the retained log, and before nothing more is
   * read from its client. As many bytes of a plain client's events may wait for your handlers. @default 262_144
   */
  readonly highWaterMarkBytes: number;
  /** How long a lagging client may take nothing before it is closed with 4113. @default 30_000 */
  readonly progressTimeoutMs: number;
  /** How long an upgrade may take, `authenticate` included. @default 10_000 */
  readonly admissionTimeoutMs: number;
  /** Bytes that may wait in all sockets together; those with most are cut off first. @default 268_435_456 */
  readonly totalWaitingBytes: number;
  /** New connections of all clients together; more are refused with 429. @default 2_000 a second, 20_000 at once */
  readonly connectRate: Rate;
  /** New connections of one address. Behind a proxy all have the proxy's. @default none */
  readonly connectRatePerAddress: Rate | undefined;
  /** Commands of one connection; a plain client's events to an opened stream are commands too. @default 20 a second, 40 at once */
  readonly commandRate: Rate;
  /**
   * A client that is further behind gets the state instead of the events; a client in plain mode gets its greeting,
   * or the events if there is no greeting. @default 10_000
   */
  readonly maxReplayEvents: number;
  /** How long a session's first frame may take. @default 5_000 */
  readonly helloTimeoutMs: number;
  /** Events of a stream after which a durable log is compacted to a snapshot. @default 4_096 */
  readonly compactEvery: number;
  /** How long a command's outcome is remembered; a command that is older is refused. @default 86_400_000, a day */
  readonly outcomesMaxAgeMs: number;
};

/** WebSocket pings: how often, and how long a peer may be silent before it counts as dead. */
export type HeartbeatOptions = {
  /** @default 15_000 */
  readonly intervalMs: number;
  /** @default 40_000 */
  readonly timeoutMs: number;
};

/** What a server has done and holds. Counters only grow. */
export type StreamServerStats = {
  readonly streams: number;
  readonly connections: number;
  /** Those of them that speak sessions. */
  readonly sessions: number;
  /** Bytes that wait in all sockets. */
  readonly waitingBytes: number;
  /** Connections that are not up to date: just greeted, or reading too slowly. */
  readonly laggingConnections: number;
  readonly publishedEvents: number;
  readonly receivedEvents: number;
  readonly invalidEvents: number;
  readonly unknownEvents: number;
  /** Connections that ws closed because of broken frames, 1009 among them. */
  readonly brokenConnections: number;
  /** Connections closed with 4113. */
  readonly slowConnections: number;
  /** Connections that were silent for too long. */
  readonly deadConnections: number;
  readonly refusedUpgrades: number;
  /** Errors given to `onError`. */
  readonly errors: number;
};
