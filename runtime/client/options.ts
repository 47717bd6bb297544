import type { ProtocolError } from "../core/base/error.js";
import type { ConnectionState } from "../core/client-steps/client-state.js";
import type { OutboxLimits } from "../core/client-steps/outbox.js";
import type { EventOf } from "../core/contract/v1/contract.js";
import type { ProtocolTypes } from "../core/contract/v1/protocol.js";
import type { Clock } from "./environment.js";
import type { OutboxStorage } from "./outbox-storage.js";
import type { SocketConstructor } from "./socket.js";

/** A position in a stream, as a client keeps it. */
export type StreamPosition = { readonly stream: string; readonly at: string };

/** The position of an event. Empty in plain mode, because its events have no position and only the address names the stream. */
export type EventPosition = Partial<StreamPosition>;

/**
 * Handlers of server events, by the event's name. A name that is left out has no handler. Annotate the table with
 * the generated `ServerEventHandlers<EventPosition>` if a new event has to be a compile error.
 */
export type EventHandlers<T extends ProtocolTypes> = {
  readonly [Name in keyof T["server"]]?: ((event: T["server"][Name], position: EventPosition) => unknown) | undefined;
};

/** Options of {@link connect}. Only `url` is required. */
export type ConnectOptions<T extends ProtocolTypes> = {
  /** Address of the stream. It may be relative in browsers. `http:` and `https:` mean `ws:` and `wss:`. */
  readonly url: string | URL;
  /** `plain` offers no session, which spares a dial if the server is known to speak none. @default "sessions" */
  readonly mode?: "sessions" | "plain" | undefined;
  /** Streams to follow over this one socket, in a session. @default the one in the address */
  readonly streams?: readonly string[] | undefined;
  /** A token, or a function that returns one. The client calls the function again when the token has expired. @default none */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /** Limits of the commands that wait for an outcome, and a storage that keeps them over a reload. */
  readonly outbox?: (Partial<OutboxLimits> & { readonly storage?: OutboxStorage | undefined }) | undefined;
  /** Called with each valid server event, by its name. */
  readonly handlers?: EventHandlers<T> | undefined;
  /** Called with each valid server event, after its handler. */
  readonly onEvent?: ((event: EventOf<T["server"]>, position: EventPosition) => void) | undefined;
  /**
   * Called with the whole state of a stream, which replaces all events before. In a session it comes first, and again
   * after the server has lost the history since the client's position. The client trusts the server with its type.
   */
  readonly onState?: ((state: T["state"], position: StreamPosition) => void) | undefined;
  /** Called when a stream is up to date. `recovered` is false if the client has missed events and got the state instead. */
  readonly onSynced?: ((recovered: boolean, position: StreamPosition) => void) | undefined;
  /** Called when a stream has ended, or when the server refuses it. `code` is a close code. */
  readonly onEnded?: ((stream: string, code: number, reason: string) => void) | undefined;
  /** Called if the server speaks another version of the protocol and accepts this client. `message` says whether its events or its state differ. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Called with a well-formed event that this client does not know, because the server is newer. The client skips it. */
  readonly onUnknown?: ((tag: string, value: unknown) => void) | undefined;
  /** Called with a frame that is no valid server event. The client skips it. */
  readonly onInvalid?: ((error: ProtocolError) => void) | undefined;
  /** Called with each new status. {@link Connection.subscribe} adds listeners later. */
  readonly onStatus?: ((status: ConnectionStatus) => void) | undefined;
  /** Called when another callback has thrown or rejected. @default it becomes an uncaught error, as in any event listener */
  readonly onError?: ((error: Error) => void) | undefined;
  /** @default the global WebSocket. Node 20 has none: pass that of the package `ws`. */
  readonly WebSocket?: SocketConstructor | undefined;
  /** Validates events before they are sent. @default true */
  readonly validateOutgoing?: boolean | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
  /** Returns a number in [0, 1), which spreads the dials; for tests. Command ids never use it. @default Math.random */
  readonly random?: (() => number) | undefined;
};

/** Phase of a connection, with the attempt, the reason of a loss and the time of the next dial. */
export type ConnectionStatus = ConnectionState;

/** Counts of the messages that a client has received since {@link connect}. */
export type ReceivedCounts = {
  readonly events: number;
  readonly unknown: number;
  readonly invalid: number;
};

/** Facts about a connection beside its status. The same object until one of them changes. */
export type ConnectionInfo = {
  readonly mode: "none" | "plain" | "session";
  /** Dials so far. */
  readonly attempt: number;
  /** Time of the next dial by the client's clock; `undefined` while the client does not wait for it. */
  readonly nextRetryAtMs: number | undefined;
  readonly roundTripMs: number | undefined;
  /** The position of the last event that was applied, by stream. */
  readonly positions: Readonly<Record<string, string>>;
  /** The reason why the connection was lost or closed. */
  readonly reason: string | undefined;
  /** Commands that have no outcome yet. */
  readonly waitingCommands: number;
};

/** Options of one command. */
export type SendOptions = {
  /** @default the only stream that the client follows */
  readonly stream?: string | undefined;
  /** Milliseconds that the command may wait for its outcome. @default the outbox's `timeLimitMs` */
  readonly ttlMs?: number | undefined;
};
