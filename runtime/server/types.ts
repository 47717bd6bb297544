import type { IncomingMessage } from "node:http";
import type { ProtocolError } from "../core/base/error.js";
import type { EventOf } from "../core/contract/v1/contract.js";
import type { ProtocolTypes } from "../core/contract/v1/protocol.js";
import type { Retention, StreamLog } from "../core/log/stream-log.js";
import type { Rate } from "../core/base/token-bucket.js";
import type { Admission, TokenAdmission } from "./http/admission.js";
import type { StreamOptions } from "./stream/stream-types.js";

/** A logger with the methods of the npm package pino that the server calls. */
export type Logger = {
  readonly debug: (details: object, message: string) => void;
  readonly info: (details: object, message: string) => void;
  readonly warn: (details: object, message: string) => void;
  readonly error: (details: object, message: string) => void;
};

/** The connection over which a client has sent an invalid message. */
export type InvalidSource<P> = {
  /** Number of the connection, counted from 1 since the server was created. */
  readonly connection: number;
  /** The stream in the connection's address. */
  readonly stream: string;
  readonly principal: P;
  /** The client's address as the socket reports it. Behind a proxy it is the proxy's address. */
  readonly remoteAddress: string | undefined;
  /** Closes the connection with a close code and a reason. @default code 1000 and an empty reason */
  readonly close: (code?: number, reason?: string) => void;
};

/** Options of {@link createStreamServer}. Only `path` is required. */
export type StreamServerOptions<T extends ProtocolTypes, P = undefined> = Pick<StreamOptions<T, P>, "commands" | "gate" | "migrate"> & {
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
   * Decides whether the server accepts a client's token. The token comes in the subprotocol `bearer.<token>`, in `$hello`, or in
   * `$auth`, which replaces an earlier token. `before` is the principal of the connection so far. The server closes a
   * connection with 4202 when its token expires.
   *
   * @default the server accepts no token
   */
  readonly authenticateToken?: ((token: string, before: P) => TokenAdmission<P> | Promise<TokenAdmission<P>>) | undefined;
  /**
   * Returns who a principal is. The `id`, of 1 to 256 characters, has to be the same for each connection of the same principal, and
   * different for each other one. A command's outcome belongs to the principal that has sent the command: nobody else gets it, even
   * by the same command id. A client learns its own `id`, and does not send commands that it has kept for another one.
   *
   * @default a text is its own id, and an object has the id in its property `id`. Other principals have no id, and the server warns
   */
  readonly describePrincipal?: ((principal: P) => { readonly id: string } | undefined) | undefined;
  /**
   * Returns true if a principal may follow a stream (`event` is `undefined`), or may send this event to the stream. The server
   * calls the function for each stream and each event. If it throws, `onError` gets the error, and the client tries again later.
   *
   * @default with `authenticate` or `authenticateToken`, a client may follow the stream in its address alone, and send to it.
   * Without them, every client may follow every stream and send to it
   */
  readonly authorize?: ((principal: P, stream: string, event: EventOf<T["client"]> | undefined) => boolean | Promise<boolean>) | undefined;
  /** The log that keeps the streams. @default a `MemoryLog` within `limits.retainedEvents` and `limits.retainedBytes` */
  readonly log?: StreamLog | undefined;
  /**
   * The events of each stream that the log keeps for readers of its history. `open` may set other bounds for one stream.
   *
   * @default 64 MiB and 30 days in a durable log. A log in memory has its own bounds: `limits.retainedEvents` and `retainedBytes`
   */
  readonly retention?: Retention | undefined;
  /**
   * Decides who may read the history of streams: their earlier events and states. A client that may follow a stream may read its
   * history, unless `authorize` of this option returns false. An answer counts for 60 seconds. With `false` no client may.
   *
   * @default each client that may follow a stream
   */
  readonly history?: HistoryOptions<P> | false | undefined;
  /** The logger that gets messages about connections. @default the server logs nothing */
  readonly logger?: Logger | undefined;
  /**
   * Origins of pages, such as `https://dash.example.org`, that may connect besides pages of the server's own host. Or a function
   * that decides for each origin. The server accepts a request without Origin, because such a request does not come from a page.
   * The server closes the connections of other pages with 4403.
   *
   * @default the same host only
   */
  readonly allowedOrigins?: readonly string[] | ((origin: string, request: IncomingMessage) => boolean) | undefined;
  /**
   * The names under which pages of the server's own host may connect, such as `dash.example.org`, without ports. IP addresses,
   * `localhost` and its subdomains are always allowed, and so are the origins in `allowedOrigins`. The list protects a server
   * against a foreign page whose name leads to the server's address (DNS rebinding).
   *
   * @default any name. If the HTTP server listens on a loopback address: no other name
   */
  readonly allowedHosts?: readonly string[] | undefined;
  /**
   * Returns the options with which the server opens a stream for the first client that connects, or `undefined` to
   * refuse the client. The server closes such a stream after its last client, if no event was published.
   *
   * @default a client of a stream that is not open is refused with HTTP status 404, and a page with close code 4404
   */
  readonly openOnConnect?: ((stream: string) => StreamOptions<T, P> | undefined) | undefined;
  /**
   * Returns the current state as events, for a client in plain mode that connects. These events have to lead to the same state as
   * all events published so far. If the function returns `undefined`, the client gets all events that the log holds. If it throws,
   * `onError` gets the error, and the server closes the connection with 1011. Name the return type if the function contains event
   * literals, as for `errorEvent`.
   *
   * @default the client gets all events that the log holds
   */
  readonly greet?: ((stream: string) => readonly NoInfer<EventOf<T["server"]>>[] | undefined) | undefined;
  /**
   * Returns the event of your protocol that tells a client in plain mode why its message was refused. The server validates the
   * event before it sends it. Name the return type, because TypeScript otherwise infers the type `string` for the tag:
   * `(error): ServerEvent => ({ type: "error", message: error.message })`.
   *
   * @default such a client gets no answer
   */
  readonly errorEvent?: ((error: ProtocolError) => NoInfer<EventOf<T["server"]>>) | undefined;
  /** Called with each invalid or unknown message of a client in plain mode. */
  readonly onInvalid?: ((error: ProtocolError, source: InvalidSource<P>) => void) | undefined;
  /**
   * Called when a function of the application has thrown or rejected, when the log has failed, and with the
   * {@link StreamError} `HISTORY_TRIMMED`. If a command's handler has thrown, the message names the command and the stream, and
   * `cause` is the thrown value. If this function throws, the process emits a warning.
   *
   * @default the process emits a warning
   */
  readonly onError?: ((error: Error) => void) | undefined;
  /**
   * Called if an admitted client speaks another version of the protocol. `message` says which version, and whether its
   * events or its state differ. Called once for each version, for at most 64 versions, and never for a version that the
   * protocol's table of peers accepts. Also called if `open` has skipped stored events of another version, and if it uses a
   * state that names no version.
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
  /** Validates events before they are published. @default true */
  readonly validateOutgoing?: boolean | undefined;
  readonly limits?: Partial<StreamLimits> | undefined;
  readonly heartbeat?: Partial<HeartbeatOptions> | undefined;
};

/** Options for requests of clients for the history of streams. */
export type HistoryOptions<P = undefined> = {
  /**
   * Returns true if a principal that may follow a stream may also read its history. If the function throws, `onError` gets the
   * error, and the client may try again later.
   *
   * @default each client that may follow the stream
   */
  readonly authorize?: ((principal: P, stream: string) => boolean | Promise<boolean>) | undefined;
};

/** Limits of the memory, traffic and time that one client or one stream can use. */
export type StreamLimits = {
  /**
   * The largest number of bytes in a message from a client. The server closes a connection that sends a larger message, with code
   * 1009.
   *
   * @default 65_536
   */
  readonly maxPayloadBytes: number;
  /** The largest number of fragments of one message from a client. @default 16 */
  readonly maxFragments: number;
  /** The largest depth to which arrays and objects in a message from a client may nest. @default 32 */
  readonly maxDepth: number;
  /** The largest number of characters in a stream's id. @default 256 */
  readonly maxStreamIdLength: number;
  /** Events of a stream that the log in memory keeps. Only used if the option `log` is not set. @default 10_000 */
  readonly retainedEvents: number;
  /** Bytes of a stream's events that the log in memory keeps. Only used if the option `log` is not set. @default 8_388_608 */
  readonly retainedBytes: number;
  /**
   * Bytes that may wait in one socket. If more bytes would wait, the connection gets the events from the log later, and the
   * server reads no more messages from its client. The same limit holds for the events of a client in plain mode that wait for
   * handlers.
   *
   * @default 262_144
   */
  readonly highWaterMarkBytes: number;
  /**
   * If bytes wait for a client and the client reads none of them for this many milliseconds, the server closes the connection
   * with 4113.
   *
   * @default 30_000
   */
  readonly progressTimeoutMs: number;
  /** Milliseconds that an upgrade may take in addition to `unknownStreamMs`, `authenticate` included. @default 10_000 */
  readonly admissionTimeoutMs: number;
  /**
   * Milliseconds that the server waits for a stream to be opened before it refuses a client of the stream. A page is often there
   * before the worker that opens its stream. @default 3_000
   */
  readonly unknownStreamMs: number;
  /**
   * Bytes that may wait for all clients together, in sockets and as parts of states that the sockets have not taken yet. If more
   * bytes wait, the server cuts the connections with the most waiting bytes.
   *
   * @default 268_435_456
   */
  readonly totalWaitingBytes: number;
  /** New connections of all clients. The server refuses further ones with HTTP status 429. @default 2_000 a second, 20_000 at once */
  readonly connectRate: Rate;
  /** New connections from one IPv4 address, or from one IPv6 network of 64 bits. Behind a proxy all clients have the proxy's address. @default no limit */
  readonly connectRatePerAddress: Rate | undefined;
  /** Commands of one connection. The events of a client in plain mode are commands too. @default 20 a second, 40 at once */
  readonly commandRate: Rate;
  /** Requests of one connection for history. @default 10 a second, 20 at once */
  readonly readRate: Rate;
  /**
   * The largest number of missed events that a client gets one by one. A client that has missed more gets the state instead, in
   * plain mode as the events of `greet`. If the protocol has no state, or the server no `greet`, the client gets all events.
   *
   * @default 10_000
   */
  readonly maxReplayEvents: number;
  /** Milliseconds that a session has after its upgrade to send `$hello`. @default 5_000 */
  readonly helloTimeoutMs: number;
  /** Events of a stream after which the server stores a snapshot, from which `open` continues. @default 4_096 */
  readonly compactEvery: number;
  /** Milliseconds for which the log keeps a command's outcome. The server refuses commands with older ids. @default 86_400_000, a day */
  readonly outcomesMaxAgeMs: number;
  /**
   * Milliseconds that the handler of a command may take. After that the server refuses the command with code `failed`, `onError`
   * gets the error, and the stream's next command begins. Events that the handler publishes later have no effect.
   *
   * @default 60_000
   */
  readonly handlerTimeoutMs: number;
  /** Bytes of a stream's events that may wait for the log. `publish` throws `BACKLOG_FULL` for further ones. @default 4_194_304 */
  readonly backlogBytes: number;
  /** Events of a stream that may wait for the log. @default 10_000 */
  readonly backlogEvents: number;
  /** Bytes of the events of all streams that may wait for the log. @default 67_108_864 */
  readonly totalBacklogBytes: number;
  /**
   * The largest number of outcomes that the log may hold for one stream. The server refuses further commands as `unavailable`
   * until the log has forgotten old outcomes.
   *
   * @default 100_000
   */
  readonly maxOutcomes: number;
  /**
   * The largest number of gates of one stream that may be decided. The log never forgets a decision. The server refuses a command
   * that decides one more as `too_many_gates`.
   *
   * @default 100_000
   */
  readonly maxDecisions: number;
  /**
   * The least that a durable log keeps, whatever the option `retention` says. When a snapshot replaces another one, the log keeps
   * the replaced one and all events after it for this many milliseconds. A server of an earlier version of the protocol can then
   * continue from its own last snapshot.
   *
   * @default 86_400_000, a day
   */
  readonly rollbackMs: number;
  /** The log keeps that snapshot only while at most this many events follow it. @default 50_000 */
  readonly rollbackEvents: number;
};

/** Times of the heartbeat, in milliseconds. */
export type HeartbeatOptions = {
  /** Milliseconds between two pings. @default 15_000 */
  readonly intervalMs: number;
  /** If a client has sent nothing for this many milliseconds, the server cuts the connection. @default 40_000 */
  readonly timeoutMs: number;
};

/** Figures of a server, at the moment and since its creation. */
export type StreamServerStats = {
  /** Streams that are open or being opened. */
  readonly streams: number;
  readonly connections: number;
  /** Connections with a session. The others are in plain mode. */
  readonly sessions: number;
  /** Bytes that wait in all sockets together. */
  readonly waitingBytes: number;
  /** Bytes of states that wait for sockets to take them. A character outside ASCII counts as one byte. */
  readonly waitingStateBytes: number;
  /** Connections that are not up to date: they have just connected, or read too slowly. */
  readonly laggingConnections: number;
  readonly publishedEvents: number;
  readonly receivedEvents: number;
  readonly invalidEvents: number;
  readonly unknownEvents: number;
  /** Connections closed because the client has sent broken WebSocket frames or too large messages. */
  readonly brokenConnections: number;
  /** Connections closed because the client has read too slowly, most of them with 4113. */
  readonly slowConnections: number;
  /** Connections cut because the client has sent nothing for the heartbeat's `timeoutMs`. */
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
  /** Streams whose state was restored by the option `migrate`. */
  readonly restoresMigrated: number;
  /** Streams whose state was computed from their first event, because the log held no snapshot that this version reads. */
  readonly restoresRebuilt: number;
  /** Calls of `open` that rejected with `STATE_UNREADABLE`. */
  readonly restoresRefused: number;
  /** Bytes of events that wait for the log, of all streams together. */
  readonly backlogBytes: number;
  /** Milliseconds for which the oldest append has waited for the log. 0 if none waits. */
  readonly oldestAppendMs: number;
  /** Appends that the server has repeated, because the log had failed or had not answered. */
  readonly appendRetries: number;
  /** Errors given to `onError`. */
  readonly errors: number;
};
