import type { IncomingMessage } from "node:http";
import type { ProtocolError } from "../core/base/error.js";
import type { EventOf } from "../core/contract/v1/contract.js";
import type { ProtocolTypes } from "../core/contract/v1/protocol.js";
import type { StreamLog } from "../core/log/stream-log.js";
import type { Rate } from "../core/base/token-bucket.js";
import type { Admission, TokenVerdict } from "./http/admission.js";
import type { StreamOptions } from "./stream/stream-types.js";

/** The part of pino's logger that the server uses. */
export type Logger = {
  readonly debug: (details: object, message: string) => void;
  readonly info: (details: object, message: string) => void;
  readonly warn: (details: object, message: string) => void;
  readonly error: (details: object, message: string) => void;
};

/** The connection that an invalid message came from. */
export type InvalidSource<P> = {
  /** Unique within this server's life, from 1. */
  readonly connection: number;
  /** The stream in the connection's address. */
  readonly stream: string;
  readonly principal: P;
  /** The peer's address as the socket reports it: behind a proxy, the proxy's. */
  readonly remoteAddress: string | undefined;
  /** Closes the connection. @default 1000 and no reason */
  readonly close: (code?: number, reason?: string) => void;
};

/** Options of {@link createStreamServer}. Only `path` is required. */
export type StreamServerOptions<T extends ProtocolTypes, P = undefined> = Pick<StreamOptions<T, P>, "commands" | "gate"> & {
  /** Path of the streams with one segment `:stream`, such as `/api/dags/:stream/stream`. */
  readonly path: string;
  /**
   * `sessions` also serves clients that offer no subprotocol: each message is then one event. `sessions-only` refuses
   * such clients. `plain` offers no sessions.
   *
   * @default "sessions"
   */
  readonly mode?: "sessions" | "sessions-only" | "plain" | undefined;
  /**
   * Decides before the upgrade who may connect. If the function throws, `onError` gets the error, and the server
   * refuses with HTTP status 500.
   *
   * @default every client may connect, and `principal` is `undefined`
   */
  readonly authenticate?: ((request: IncomingMessage, stream: string) => Admission<P> | Promise<Admission<P>>) | undefined;
  /**
   * Judges the token of a `bearer.<token>` subprotocol, of `$hello`, or of `$auth`, which renews the token. `before` is
   * the principal so far. The server closes a connection with 4202 when its token expires.
   *
   * @default the server accepts no token
   */
  readonly authenticateToken?: ((token: string, before: P) => TokenVerdict<P> | Promise<TokenVerdict<P>>) | undefined;
  /**
   * Returns whether a principal may follow a stream (`event` is `undefined`), or send this event to the stream. Called
   * for each. If the function throws, `onError` gets the error, and the client tries again later.
   *
   * @default every admitted client may follow every stream and send to it
   */
  readonly authorize?: ((principal: P, stream: string, event: EventOf<T["client"]> | undefined) => boolean | Promise<boolean>) | undefined;
  /** The log that keeps the streams. @default a `MemoryLog` within `limits.retainedEvents` and `limits.retainedBytes` */
  readonly log?: StreamLog | undefined;
  /** Gets messages about connections. @default none */
  readonly logger?: Logger | undefined;
  /**
   * Origins, such as `https://dash.example.org`, that may connect besides the server's own host, or a function that
   * decides alone. A request without Origin does not come from a browser, and is accepted.
   *
   * @default the same host only
   */
  readonly allowedOrigins?: readonly string[] | ((origin: string, request: IncomingMessage) => boolean) | undefined;
  /**
   * Returns the options with which the server opens a stream for the first client that connects, or `undefined` to
   * refuse the client. The server closes such a stream after its last client, if no event was published.
   *
   * @default a client of a stream that is not open gets HTTP status 404
   */
  readonly openOnConnect?: ((stream: string) => StreamOptions<T, P> | undefined) | undefined;
  /**
   * Returns the current state as events, for a client without a session that connects. The events have to contain every
   * effect of the events published so far. If the function throws, `onError` gets the error, and the server closes the
   * connection with 1011. Name the return type if the function contains event literals, as for `errorEvent`.
   *
   * @default the events that the log holds, which also replace a greeting that is `undefined`
   */
  readonly greet?: ((stream: string) => readonly NoInfer<EventOf<T["server"]>>[] | undefined) | undefined;
  /**
   * Returns the protocol's own event for a refused message, for a client without a session. The server checks the event
   * before sending it. Name the return type, or TypeScript takes the tag for any string:
   * `(error): ServerEvent => ({ type: "error", message: error.message })`.
   *
   * @default such a client gets no answer
   */
  readonly errorEvent?: ((error: ProtocolError) => NoInfer<EventOf<T["server"]>>) | undefined;
  /** Called with each invalid or unknown message of a client without a session. */
  readonly onInvalid?: ((error: ProtocolError, source: InvalidSource<P>) => void) | undefined;
  /**
   * Called when a function of the application has thrown or rejected, when the log has failed, and with the
   * {@link StreamError} `HISTORY_TRIMMED`. If this function throws, the process emits a warning.
   *
   * @default the process emits a warning
   */
  readonly onError?: ((error: Error) => void) | undefined;
  /**
   * Called if an admitted client speaks another version of the protocol. `message` says which version, and whether its
   * events or its state differ. Called once for each version, for at most 64 versions, and never for a version that the
   * protocol's table of peers accepts.
   *
   * @default the process emits a warning
   */
  readonly onWarning?: ((message: string) => void) | undefined;
  /**
   * Compresses messages for clients that support permessage-deflate. The server compresses a message once for all
   * clients. Compression saves traffic, and costs latency and time at every client.
   *
   * @default false
   */
  readonly compression?: boolean | undefined;
  /** Checks events before they are published. @default true */
  readonly validateOutgoing?: boolean | undefined;
  readonly limits?: Partial<StreamLimits> | undefined;
  readonly heartbeat?: Partial<HeartbeatOptions> | undefined;
};

/** Limits of the resources that one client or one stream can take. */
export type StreamLimits = {
  /** Bytes of the largest message that the server accepts. A larger one closes the connection with 1009. @default 65_536 */
  readonly maxPayloadBytes: number;
  /** Fragments of a message. @default 16 */
  readonly maxFragments: number;
  /** Depth to which received JSON may nest. @default 32 */
  readonly maxDepth: number;
  /** Characters of the longest stream id in a URL. @default 256 */
  readonly maxStreamIdLength: number;
  /** Events that the log in memory keeps of a stream. The server uses these limits if the option `log` is not set. @default 4_096 */
  readonly retainedEvents: number;
  /** Bytes of events that the log in memory keeps of a stream. @default 4_194_304 */
  readonly retainedBytes: number;
  /**
   * Bytes that may wait in one socket. A connection with more catches up from the log later, and the server reads
   * nothing more from its client. As many bytes of a plain client's events may wait for handlers. @default 262_144
   */
  readonly highWaterMarkBytes: number;
  /** Milliseconds after which the server closes a lagging connection that has read nothing, with 4113. @default 30_000 */
  readonly progressTimeoutMs: number;
  /** Milliseconds that an upgrade may take, `authenticate` included. @default 10_000 */
  readonly admissionTimeoutMs: number;
  /** Bytes that may wait in all sockets together. The server ends the connections with most of them first. @default 268_435_456 */
  readonly totalWaitingBytes: number;
  /** New connections of all clients. The server refuses more with HTTP status 429. @default 2_000 a second, 20_000 at once */
  readonly connectRate: Rate;
  /** New connections of one address. Behind a proxy all clients have the proxy's address. @default no limit */
  readonly connectRatePerAddress: Rate | undefined;
  /** Commands of one connection. The events of a client in plain mode are commands too. @default 20 a second, 40 at once */
  readonly commandRate: Rate;
  /**
   * Events that a client gets to catch up. A client that is further behind gets the state instead, or in plain mode the
   * greeting. Without a state or a greeting the client gets all events. @default 10_000
   */
  readonly maxReplayEvents: number;
  /** Milliseconds within which a session's first frame has to come. @default 5_000 */
  readonly helloTimeoutMs: number;
  /** Events of a stream after which the server compacts the log to a snapshot. @default 4_096 */
  readonly compactEvery: number;
  /** Milliseconds for which the log keeps a command's outcome. The server refuses an older command. @default 86_400_000, a day */
  readonly outcomesMaxAgeMs: number;
};

/** Times of the heartbeat, in milliseconds. */
export type HeartbeatOptions = {
  /** Time between two pings. @default 15_000 */
  readonly intervalMs: number;
  /** Silence after which a connection counts as dead. @default 40_000 */
  readonly timeoutMs: number;
};

/** Figures of a server. Counters only grow. */
export type StreamServerStats = {
  /** Streams that are open or being opened. */
  readonly streams: number;
  readonly connections: number;
  /** Connections that speak sessions. */
  readonly sessions: number;
  /** Bytes that wait in all sockets. */
  readonly waitingBytes: number;
  /** Connections that are not up to date: they have just connected, or read too slowly. */
  readonly laggingConnections: number;
  readonly publishedEvents: number;
  readonly receivedEvents: number;
  readonly invalidEvents: number;
  readonly unknownEvents: number;
  /** Connections that were closed because of broken frames or too large messages. */
  readonly brokenConnections: number;
  /** Connections closed with 4113. */
  readonly slowConnections: number;
  /** Connections that were silent for too long. */
  readonly deadConnections: number;
  readonly refusedUpgrades: number;
  /** Events that clients did not know. Clients of `dagwire.v1.1` report them. */
  readonly clientUnknownEvents: number;
  /** Events that clients knew, and that did not match their schemas. */
  readonly clientRefusedEvents: number;
  /** States that did not match the schemas of clients. */
  readonly clientRefusedStates: number;
  /** Sessions whose client speaks another version of the protocol, and that the server has accepted with a warning. */
  readonly skewedSessions: number;
  /** Errors given to `onError`. */
  readonly errors: number;
};
