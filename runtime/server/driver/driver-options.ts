import type { ProtocolError } from "../../core/base/error.js";
import type { EventWriter } from "../../core/base/event-writer.js";
import type { EventOf, EventSet } from "../../core/contract/v1/contract.js";
import type { ProtocolTypes } from "../../core/contract/v1/protocol.js";
import type { ClientLoss, DeliveryOptions, PrincipalInfo } from "../../core/delivery/served-connection.js";
import type { StreamId } from "../../core/frames/types.js";
import type { TokenAdmission } from "../http/admission.js";
import type { StreamDirectory } from "../stream/stream-directory.js";
import type { DriverConnection } from "./driver-connection.js";

/** The names of the counters that a driver increases. */
export type DriverCount =
  "brokenConnections" | "slowConnections" | "deadConnections" | "receivedEvents" | "invalidEvents" | "unknownEvents" | "skewedSessions";

/** The options for clients in plain mode. */
export type PlainOptions<T extends ProtocolTypes, P> = {
  /** Returns the current state as events. If it returns `undefined`, the client gets all events of the log instead. */
  readonly greet: ((stream: StreamId) => readonly EventOf<T["server"]>[] | undefined) | undefined;
  /** Returns the event of the application's protocol that tells a client why its message was refused. */
  readonly errorEvent: ((error: ProtocolError) => EventOf<T["server"]>) | undefined;
  readonly onInvalid: ((error: ProtocolError, connection: DriverConnection<P>) => void) | undefined;
};

/** Values and functions that a {@link DeliveryDriver} works with. */
export type DriverOptions<T extends ProtocolTypes, P> = {
  readonly delivery: DeliveryOptions;
  readonly directory: StreamDirectory<P>;
  readonly clientEvents: EventSet<T["client"]>;
  readonly writer: EventWriter<EventOf<T["server"]>>;
  readonly plain: PlainOptions<T, P>;
  readonly maxDepth: number;
  /** A connection with more waiting bytes than this number leaves the live set, and gets the events from the log later. */
  readonly highWaterMarkBytes: number;
  /** The largest number of bytes that may wait in all sockets together. */
  readonly totalWaitingBytes: number;
  /** Returns true if a client may follow the stream, or send the event to the stream. @default every client may do both */
  readonly authorize: ((principal: P, stream: StreamId, event: EventOf<T["client"]> | undefined) => boolean | Promise<boolean>) | undefined;
  /** Returns true if a client that may follow a stream may also read its history. @default every such client may */
  readonly history: { readonly authorize?: ((principal: P, stream: StreamId) => boolean | Promise<boolean>) | undefined } | undefined;
  /** True if a client may follow only the stream in its address, unless `authorize` is given. */
  readonly followsAddressOnly: boolean;
  /** Returns who a principal is. @default a text is its own id, and an object has the id in its property `id` */
  readonly describePrincipal: ((principal: P) => PrincipalInfo | undefined) | undefined;
  readonly authenticateToken: ((token: string, before: P) => TokenAdmission<P> | Promise<TokenAdmission<P>>) | undefined;
  /** The driver's clock, in milliseconds. */
  readonly nowMs: () => number;
  /** Resolves after the event loop has run other tasks. A long replay from a log in memory would otherwise delay all other work. */
  readonly pause: () => Promise<unknown>;
  /** Resolves with true when the stream is being opened, and with false if that takes too long. */
  readonly comes: (stream: StreamId) => Promise<boolean>;
  readonly report: (thrown: unknown) => void;
  /** Passes a warning to the application. */
  readonly warn: (message: string) => void;
  readonly count: (what: DriverCount) => void;
  /** Called when a client has reported events or states that it could not read. */
  readonly onLoss: (loss: ClientLoss, connection: DriverConnection<P>) => void;
  /** Called with the stream in a client's address after the client's connection has closed. */
  readonly onClosed?: ((stream: StreamId) => void) | undefined;
};
