import type { EventReader } from "../core/base/event-reader.js";
import type { ProtocolError } from "../core/base/error.js";
import type { EventHandlers } from "../core/base/handlers.js";
import type { ConnectionState } from "../core/client-steps/connection-state.js";
import type { OutboxLimits } from "../core/client-steps/outbox.js";
import type { Clock } from "./environment.js";
import type { OutboxStorage } from "./outbox-storage.js";
import type { SocketConstructor } from "./socket.js";

/** What a generated entry object says of its protocol. */
export type ProtocolDescriptor = {
  /** Version of the contract that the entry object was generated for. @default this runtime's */
  readonly contract?: number | undefined;
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  /** Other versions that are still in use, by digest, as `dagwire check --matrix` found them. */
  readonly peers?: Readonly<Record<string, { readonly asServer: "accept" | "warn" | "refuse" }>> | undefined;
};

/** Where something belongs: a stream, and the position that it has reached. */
export type StreamPlace = { readonly stream: string; readonly at: string };

/** What {@link connect} needs. */
export type ConnectOptions<ServerEvent, ServerNames extends string, ClientEvent, ClientNames extends string> = {
  /** Where the stream is. Relative addresses work in browsers; http(s): is read as ws(s):. */
  readonly url: string | URL;
  /** Both directions of the protocol, as generated. */
  readonly events: {
    readonly server: EventReader<ServerEvent, ServerNames>;
    readonly client: EventReader<ClientEvent, ClientNames>;
  };
  /**
   * The generated entry object. With it the client speaks sessions: it resumes where it was, and `send` tells how
   * a command ended. A server that speaks none is served in plain mode.
   *
   * @default plain mode
   */
  readonly protocol?: ProtocolDescriptor | undefined;
  /** Streams that are followed over this one socket, in session mode. @default the one in the address */
  readonly streams?: readonly string[] | undefined;
  /** A token, or where to get one; asked again when it has expired. @default none */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /** Bounds of the commands that wait for an answer, and where they are kept over a reload. */
  readonly outbox?: (Partial<OutboxLimits> & { readonly storage?: OutboxStorage | undefined }) | undefined;
  /**
   * The whole state of a stream, as JSON gave it, in place of all that was told before. It comes first, and
   * again when history was lost.
   */
  readonly onState?: ((state: unknown, place: StreamPlace) => void) | undefined;
  /** From here on events come as they happen. `recovered: false`: history was lost, the state is whole. */
  readonly onSynced?: ((recovered: boolean, place: StreamPlace) => void) | undefined;
  /** A stream has ended, or may not be followed; `code` is a close code. */
  readonly onEnded?: ((stream: string, code: number, reason: string) => void) | undefined;
  /** The server speaks another version of the protocol that may be let pass; `message` says whether its events or its state are others. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** One handler per server event. The generated `ServerEventHandlers` fits. */
  readonly handlers?: NoInfer<EventHandlers<ServerEvent, ServerNames>> | undefined;
  /** Called with every valid server event, after `handlers`; `place` in session mode. */
  readonly onEvent?: ((event: NoInfer<ServerEvent>, place?: StreamPlace) => void) | undefined;
  /** A well-formed event of a type that this client does not know: the server is newer. It is skipped. */
  readonly onUnknown?: ((tag: string, value: unknown) => void) | undefined;
  /** A frame that is no valid server event. It is skipped. */
  readonly onInvalid?: ((error: ProtocolError) => void) | undefined;
  /** Called with every new status; `subscribe` does the same for later listeners. */
  readonly onStatus?: ((status: ConnectionStatus) => void) | undefined;
  /** A callback of yours threw, or rejected. @default it becomes an uncaught error, as in any event listener */
  readonly onError?: ((error: Error) => void) | undefined;
  /** @default the global WebSocket. Node 20 has none: pass that of the package `ws`. */
  readonly WebSocket?: SocketConstructor | undefined;
  /** Check events before they are sent. @default true */
  readonly validateOutgoing?: boolean | undefined;
  /** For tests. @default the system's */
  readonly clock?: Clock | undefined;
  /** A number in [0, 1), which spreads the retries; for tests. Ids never come from it. @default Math.random */
  readonly random?: (() => number) | undefined;
};

/** Where the connection stands: attempt, reason and time of the next retry are in it. */
export type ConnectionStatus = ConnectionState;

/** What a client has received since {@link connect}. */
export type ReceivedCounts = {
  readonly events: number;
  readonly unknown: number;
  readonly invalid: number;
};

/** What is known of a connection beside its status. The same object until something in it changes. */
export type ConnectionInfo = {
  readonly mode: "none" | "plain" | "session";
  /** Dials so far. */
  readonly attempt: number;
  /** By the client's clock; `undefined` while it is not waiting. */
  readonly nextRetryAtMs: number | undefined;
  readonly roundTripMs: number | undefined;
  /** By stream: the position of what was applied last. */
  readonly positions: Readonly<Record<string, string>>;
  /** Why the connection was lost or closed. */
  readonly reason: string | undefined;
  /** Commands that have no answer yet. */
  readonly waitingCommands: number;
};

/** How one event is sent. */
export type SendOptions = {
  /** @default the only stream that is followed; where `streams` was not given, the one in the address */
  readonly stream?: string | undefined;
  /** How long the command may wait for its answer. @default the outbox's time limit */
  readonly ttlMs?: number | undefined;
};
