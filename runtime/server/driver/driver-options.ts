import type { ProtocolError } from "../../core/base/error.js";
import type { EventReader } from "../../core/base/event-reader.js";
import type { EventWriter } from "../../core/base/event-writer.js";
import type { DeliveryOptions } from "../../core/delivery/served-connection.js";
import type { StreamId } from "../../core/frames/types.js";
import type { TokenVerdict } from "../http/admission.js";
import type { StreamDirectory } from "../stream/stream-directory.js";
import type { Link } from "./link.js";

/** What a driver counts. */
export type DriverCount =
  "brokenConnections" | "slowConnections" | "deadConnections" | "receivedEvents" | "invalidEvents" | "unknownEvents";

/** How clients in plain mode are served, beside what all clients get. */
export type PlainOptions<S, C, P> = {
  /** The current state as events; `undefined` if the log's events are sent instead. */
  readonly greet: ((stream: StreamId) => readonly S[] | undefined) | undefined;
  /** The protocol's own event for a message that was refused. */
  readonly errorEvent: ((error: ProtocolError) => S) | undefined;
  readonly onInvalid: ((error: ProtocolError, link: Link<P>) => void) | undefined;
  /** The handler of a stream's events if they are no commands. It returns a promise if handling them takes time. */
  readonly handlerOf: (stream: StreamId) => PlainHandler<C, P> | undefined;
};

/** Handles a valid event, and contains what the application throws. */
export type PlainHandler<C, P> = (name: string, event: C, link: Link<P>) => Promise<unknown> | undefined;

/** What a {@link DeliveryDriver} works with. */
export type DriverOptions<S, C, P> = {
  readonly delivery: DeliveryOptions;
  readonly directory: StreamDirectory<P>;
  readonly clientEvents: EventReader<C>;
  readonly writer: EventWriter<S>;
  readonly plain: PlainOptions<S, C, P>;
  readonly maxDepth: number;
  /** A live connection with more waiting than this catches up from the log instead. */
  readonly highWaterMarkBytes: number;
  /** What may wait in all sockets together. */
  readonly totalWaitingBytes: number;
  /** May the client follow the stream, or send the event to it? @default it may */
  readonly authorize: ((principal: P, stream: StreamId, event: C | undefined) => boolean | Promise<boolean>) | undefined;
  readonly authenticateToken: ((token: string, before: P) => TokenVerdict<P> | Promise<TokenVerdict<P>>) | undefined;
  /** The driver's clock, in milliseconds. */
  readonly nowMs: () => number;
  /** Resolves when others have had their turn: a log in memory answers at once, and one long replay must not hold up all others. */
  readonly pause: () => Promise<unknown>;
  readonly report: (thrown: unknown) => void;
  /** Tells the application what it should know. */
  readonly warn: (message: string) => void;
  readonly count: (what: DriverCount) => void;
};
