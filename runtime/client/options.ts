import type { ProtocolError } from "../core/base/error.js";
import type { ConnectionState, Sources } from "../core/client-steps/client-state.js";
import type { LossTracker } from "./track-losses.js";
import type { StreamLoss } from "../core/client-steps/stream-loss.js";
import type { OutboxLimits } from "../core/client-steps/outbox.js";
import type { EventOf } from "../core/contract/v1/contract.js";
import type { ProtocolTypes } from "../core/contract/v1/protocol.js";
import type { Clock } from "./environment.js";
import type { OutboxStorage } from "./outbox-storage.js";
import type { SocketConstructor } from "./socket.js";

/** A position in a stream, with the id of the stream. */
export type StreamPosition = { readonly stream: string; readonly at: string };

/** The position of an event, with the stream's id. An empty object in plain mode, in which events have neither. */
export type EventPosition = Partial<StreamPosition>;

/**
 * Handlers of server events, by the event's name. Each may be left out. To get a compile error for an event without a handler,
 * annotate the table with the generated type `ServerEventHandlers<EventPosition>`.
 */
export type EventHandlers<T extends ProtocolTypes> = {
  readonly [Name in keyof T["server"]]?: ((event: T["server"][Name], position: EventPosition) => unknown) | undefined;
};

/**
 * Options of {@link connect}. Only `url` is required. A client with the option `onState` also needs the option `losses`, because its
 * state is wrong after an event that it could not read.
 */
export type ConnectOptions<T extends ProtocolTypes> = ConnectionOptions<T> & (StatelessOptions | StateOptions<T>);

type StatelessOptions = { readonly onState?: undefined; readonly losses?: LossTracker | undefined };

/** Options of a client that takes whole states. */
export type StateOptions<T extends ProtocolTypes> = {
  /**
   * Called with the whole state of a stream, which replaces the effect of all events before. In a session the state comes
   * before the first event. It comes again if the client has missed events that the server cannot send any more, or if the
   * client could not read an event.
   */
  readonly onState: ((state: T["state"], position: StreamPosition) => void) | undefined;
  /** Validates whole states, and keeps account of what the client could not read: pass `trackLosses()`. */
  readonly losses: LossTracker;
};

/** The options of {@link connect}, without those for whole states. */
export type ConnectionOptions<T extends ProtocolTypes> = {
  /** Address of the stream. It may be relative in browsers. `http:` and `https:` mean `ws:` and `wss:`. */
  readonly url: string | URL;
  /** `plain`: the client never offers a session. This saves one dial if you know that the server speaks no sessions. @default "sessions" */
  readonly mode?: "sessions" | "plain" | undefined;
  /** Ids of the streams to follow over this connection, in a session. @default the stream in the address */
  readonly streams?: readonly string[] | undefined;
  /**
   * A token, or a function that returns one. The client calls the function before every dial. It dials once more if the server
   * refuses the token, and is closed if the server refuses the next token, too. @default none
   */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /** Limits of the commands that wait for an outcome, and a storage that keeps these commands over a reload of the page. */
  readonly outbox?: (Partial<OutboxLimits> & { readonly storage?: OutboxStorage | undefined }) | undefined;
  /** Handlers that the client calls with each valid server event of their name. */
  readonly handlers?: EventHandlers<T> | undefined;
  /** Called with each valid server event, after its handler. */
  readonly onEvent?: ((event: EventOf<T["server"]>, position: EventPosition) => void) | undefined;
  /** Called when a stream is up to date. `recovered` is false if the client has missed events and got the state instead. */
  readonly onSynced?: ((recovered: boolean, position: StreamPosition) => void) | undefined;
  /**
   * Called when a stream has ended, or when the server refuses it. `code` is a close code. In a session the connection stays
   * open, and a process of Node does not end. Call `close` of the connection or session if the client follows no other stream.
   */
  readonly onEnded?: ((stream: string, code: number, reason: string) => void) | undefined;
  /** Called if the server speaks another version of the protocol and accepts this client. `message` says what differs: events or state. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Called with a message whose tag the protocol of this client lacks, because the server is newer. The client skips the message. */
  readonly onUnknown?: ((tag: string, value: unknown) => void) | undefined;
  /** Called with the error of a message that is no valid server event. The client skips the message. */
  readonly onInvalid?: ((error: ProtocolError) => void) | undefined;
  /** Called with each new status. {@link Connection.subscribe} adds listeners later. */
  readonly onStatus?: ((status: ConnectionStatus) => void) | undefined;
  /** Called with an error that another callback has thrown or rejected with. @default the error becomes an uncaught error */
  readonly onError?: ((error: Error) => void) | undefined;
  /**
   * The constructor of the client's sockets. Node 20 has no global WebSocket: pass the constructor of the package `ws`.
   *
   * @default the global WebSocket
   */
  readonly WebSocket?: SocketConstructor | undefined;
  /** Validates events before they are sent. @default true */
  readonly validateOutgoing?: boolean | undefined;
  /** The client's clock. Tests replace it. @default the clock of the system */
  readonly clock?: Clock | undefined;
  /** Returns a number in [0, 1), by which the delays of dials vary. Tests replace it. Command ids never use it. @default Math.random */
  readonly random?: (() => number) | undefined;
};

/**
 * The phase of a connection. Depending on the phase it has the attempt, the reason why the connection was lost and the time of
 * the next dial.
 */
export type ConnectionStatus = ConnectionState & {
  /** The events and states that the client could not read, by stream. Empty without the option `losses`. */
  readonly losses: Readonly<Record<string, StreamLoss>>;
  /**
   * The last news of the server about a part that a stream needs, by the stream's id. While the part `log` is `away`, the client
   * gets no new events, and its commands wait. A stream is absent if nothing that it needs has been away during the session.
   */
  readonly sources: Sources;
};

/** The numbers of valid, unknown and invalid events that a client has received since {@link connect}. */
export type ReceivedCounts = {
  readonly events: number;
  readonly unknown: number;
  readonly invalid: number;
};

/** Facts about a connection beside its status. The client returns the same object until a fact changes. */
export type ConnectionInfo = {
  readonly mode: "none" | "plain" | "session";
  readonly roundTripMs: number | undefined;
  /** The position of the last event that the client has received of each stream, by the stream's id. */
  readonly positions: Readonly<Record<string, string>>;
  /** The number of commands that have no outcome yet. */
  readonly waitingCommands: number;
};

/** Options of one command. */
export type SendOptions = {
  /** Id of the stream that gets the command. @default the only stream that the client follows */
  readonly stream?: string | undefined;
  /** Milliseconds that the command may wait for its outcome. @default the outbox's `timeLimitMs` */
  readonly ttlMs?: number | undefined;
};
