import type { ProtocolError } from "../../core/base/error.js";
import type { EventWriter } from "../../core/base/event-writer.js";
import type { EventOf, EventSet } from "../../core/contract/v1/contract.js";
import type { ProtocolTypes } from "../../core/contract/v1/protocol.js";
import type { ClientLoss, DeliveryOptions } from "../../core/delivery/served-connection.js";
import type { StreamId } from "../../core/frames/types.js";
import type { TokenVerdict } from "../http/admission.js";
import type { StreamDirectory } from "../stream/stream-directory.js";
import type { Link } from "./link.js";

/** The counters of a driver. */
export type DriverCount =
  "brokenConnections" | "slowConnections" | "deadConnections" | "receivedEvents" | "invalidEvents" | "unknownEvents" | "skewedSessions";

/** How clients in plain mode are served, beside what all clients get. */
export type PlainOptions<T extends ProtocolTypes, P> = {
  /** Returns the current state as events; `undefined` if the log's events are sent instead. */
  readonly greet: ((stream: StreamId) => readonly EventOf<T["server"]>[] | undefined) | undefined;
  /** Returns the protocol's own event for a message that was refused. */
  readonly errorEvent: ((error: ProtocolError) => EventOf<T["server"]>) | undefined;
  readonly onInvalid: ((error: ProtocolError, link: Link<P>) => void) | undefined;
};

/** Values and functions that a {@link DeliveryDriver} works with. */
export type DriverOptions<T extends ProtocolTypes, P> = {
  readonly delivery: DeliveryOptions;
  readonly directory: StreamDirectory<P>;
  readonly clientEvents: EventSet<T["client"]>;
  readonly writer: EventWriter<EventOf<T["server"]>>;
  readonly plain: PlainOptions<T, P>;
  readonly maxDepth: number;
  /** A live connection with more waiting bytes than these catches up from the log instead. */
  readonly highWaterMarkBytes: number;
  /** The number of bytes that may wait in all sockets together. */
  readonly totalWaitingBytes: number;
  /** Returns whether a client may follow the stream, or send the event to the stream. @default it may */
  readonly authorize: ((principal: P, stream: StreamId, event: EventOf<T["client"]> | undefined) => boolean | Promise<boolean>) | undefined;
  readonly authenticateToken: ((token: string, before: P) => TokenVerdict<P> | Promise<TokenVerdict<P>>) | undefined;
  /** The driver's clock, in milliseconds. */
  readonly nowMs: () => number;
  /** Resolves after other tasks had their turn: a log in memory answers at once, and one long replay must not delay all others. */
  readonly pause: () => Promise<unknown>;
  readonly report: (thrown: unknown) => void;
  /** Warns the application. */
  readonly warn: (message: string) => void;
  readonly count: (what: DriverCount) => void;
  /** Called when a client has reported events or states that it could not read. */
  readonly onLoss: (loss: ClientLoss, link: Link<P>) => void;
};
