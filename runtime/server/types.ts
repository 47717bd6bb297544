import type { IncomingMessage } from "node:http";
import type { EventSet } from "../core/codegen/contract.js";
import type { ProtocolError } from "../core/error.js";
import type { EventHandlers } from "../core/handlers.js";

/** Both directions of a protocol: the engine sends server events and receives client events. */
export type ProtocolEvents<S, SN extends string, C, CN extends string> = {
  readonly server: EventSet<S, SN>;
  readonly client: EventSet<C, CN>;
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
   * @throws {@link ConnectionError} `STREAM_CLOSED` after `close()` of the stream or the server.
   */
  publish(event: S): void;
  /**
   * Ends the stream and forgets its log. Every client is disconnected with 1000, on which it does not
   * return, once it has read to the end.
   */
  close(reason?: string): void;
};

/** A {@link Stream} as the engine holds it, with the way to handle its client events. */
export type EngineStream<S, C, CN extends string, P = undefined> = Stream<S> & {
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
 * promise returned. What is thrown or rejected goes to `onError` and disturbs nobody.
 */
export type ClientEventHandler<S, C, P = undefined> = (event: C, context: EventContext<S, P>) => unknown;

/** One handler per client event; the generated `ClientEventHandlers<EventContext<ServerEvent>>` fits. */
export type ClientEventHandlers<S, C, CN extends string, P = undefined> = EventHandlers<C, CN, EventContext<S, P>>;

/** Verdict of `authenticate`: who it is, or the HTTP status to refuse with. */
export type Admission<P> = { readonly principal: P } | { readonly refuse: 401 | 403 | 404 };

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
   * @default the retained log from its start
   */
  readonly greet?: ((stream: string) => readonly NoInfer<S>[]) | undefined;
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
  /** Something of yours threw, or the retained log no longer tells the whole story. @default process.emitWarning */
  readonly onError?: ((error: Error) => void) | undefined;
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
  /** Bytes that may wait in one socket before it has to catch up from the retained log. @default 262_144 */
  readonly highWaterMarkBytes: number;
  /** How long a lagging client may take nothing before it is closed with 4113. @default 30_000 */
  readonly progressTimeoutMs: number;
  /** How long an upgrade may take, `authenticate` included. @default 10_000 */
  readonly admissionTimeoutMs: number;
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
