import type { SupportMatrix } from "../base/compatibility.js";
import type { Rate, TokenBucket } from "../base/token-bucket.js";
import type { ClientEvent as ClientFrame } from "../frames/client-event.js";
import type { CommandId, Position, ProtocolIdentity, StreamId, Verdict } from "../frames/types.js";
import type { Command, CommandFinish } from "../log/command.js";
import type { LogReadResult, LogSlice, LogSnapshot, ReadLimit } from "../log/stream-log.js";
import type { Turn } from "../steps/turn.js";
import type { Codec } from "./codec.js";

/** Limits of one connection. */
export type DeliveryLimits = {
  /** Time until `$hello`, in milliseconds. @default 5_000 */
  readonly helloTimeoutMs: number;
  /** How many streams a connection follows at most. @default 64 */
  readonly maxStreams: number;
  /** How many commands of a session may be unfinished at once. @default 8 */
  readonly maxUnacked: number;
  /** How many commands a connection may send. @default 20 a second, 40 at once */
  readonly commandRate: Rate;
  /** Size of a WebSocket message from a client. @default 65_536 */
  readonly maxPayloadBytes: number;
  /** Size of one frame of events, or of one part of a snapshot. @default 64 events, 65_536 bytes */
  readonly chunk: ReadLimit;
  /** A client that has missed more events gets the state instead. @default 10_000 */
  readonly maxReplayEvents: number;
  /** How long a full socket may make no progress, in milliseconds. @default 30_000 */
  readonly progressTimeoutMs: number;
  /** How long a client may stay connected after `$bye`, in milliseconds. @default 5_000 */
  readonly byeGraceMs: number;
};

/** The default limits. */
export const defaultDeliveryLimits: DeliveryLimits = {
  helloTimeoutMs: 5_000,
  maxStreams: 64,
  maxUnacked: 8,
  commandRate: { perSecond: 20, burst: 40 },
  maxPayloadBytes: 65_536,
  chunk: { maxEvents: 64, maxBytes: 65_536 },
  maxReplayEvents: 10_000,
  progressTimeoutMs: 30_000,
  byeGraceMs: 5_000,
};

/** Options that all connections of a server share. */
export type DeliveryOptions = {
  /** True if the protocol has no state: a client then gets every event instead of the state. @default false */
  readonly isStateless?: boolean | undefined;
  readonly protocol: ProtocolIdentity;
  readonly matrix?: SupportMatrix | undefined;
  readonly durability: "memory" | "durable";
  readonly heartbeat: { readonly intervalMs: number; readonly timeoutMs: number };
  readonly limits: DeliveryLimits;
  /** Ask the application for conflated events when a client is too far behind. @default false */
  readonly canConflate?: boolean | undefined;
};

/** One stream on one connection. */
export type Subscription =
  /** Waits for authorization, then for the log to say whether it still holds `after`. */
  | { readonly phase: "opening"; readonly after: Position | undefined }
  | { readonly phase: "refused"; readonly code: number }
  | Replay
  | SnapshotPhase
  | { readonly phase: "live" };

/** The server reads events from the log. */
export type Replay = {
  readonly phase: "replay";
  readonly cursor: Position;
  /** The client has missed events that it will not get. */
  readonly hasLost: boolean;
  /** The cursor may be at the head of the live set: the connection tries to join before it reads. */
  readonly mayJoin?: boolean;
  /** The application has neither a state nor conflated events, so the client gets every event that the log holds. */
  readonly isWhole?: boolean;
};

/** The client gets the state. */
export type SnapshotPhase = {
  readonly phase: "snapshot";
  readonly hasLost: boolean;
  /** The reason of a `$reset` that is still to be sent. */
  readonly reset?: ResetReason | undefined;
  /** A position from which the log can still be read, for a stream without a state. */
  readonly cursor?: Position | undefined;
  /** The chunks that are still to be sent. Absent until the state is there. */
  readonly rest?: { readonly at: Position; readonly chunks: readonly Texts[] };
};

/** The messages of one write. */
export type Texts = readonly string[];

/** Why a client has to forget its position: the `reason` of `$reset`. */
export type ResetReason = "epoch" | "trimmed" | "lag";

/** The state of one connection. Plain data: each step returns a new object. */
export type ServedConnection = {
  readonly options: DeliveryOptions;
  readonly codec: Codec;
  /** The name of the connection, for `$welcome` and for logs. */
  readonly session: string;
  readonly phase: "greeting" | "authenticating" | "opening" | "open" | "leaving" | "closed";
  /** When the current phase began. */
  readonly sinceMs: number;
  readonly heardAtMs: number;
  readonly pingedAtMs: number;
  /** When the socket last made progress, or last became full. */
  readonly progressAtMs: number;
  readonly isWritable: boolean;
  /** The stream of the open question to the log, the application or the live set. Only one question may be open. */
  readonly asking: StreamId | undefined;
  readonly subscriptions: ReadonlyMap<StreamId, Subscription>;
  /** The verdicts for `$welcome` so far. */
  readonly verdicts: readonly Verdict[];
  readonly hello: Extract<ClientFrame, { readonly type: "$hello" }> | undefined;
  /** Ids of the commands that have not finished. */
  readonly unacked: ReadonlySet<CommandId>;
  readonly bucket: TokenBucket;
  /** How many commands in a row came too fast. */
  readonly strikes: number;
  readonly tokenExpiresAtMs: number | undefined;
};

/** An input of `connectionStep`. */
export type ConnectionInput =
  /** The client has sent a valid frame. */
  | { readonly kind: "frame"; readonly frame: ClientFrame }
  /** A connection in plain mode begins with its stream. */
  | { readonly kind: "follow"; readonly stream: StreamId }
  /** A client in plain mode has sent a valid event. The server has made an id for it. */
  | { readonly kind: "command"; readonly command: Command }
  /** The client has sent a message that is no valid frame. */
  | { readonly kind: "invalid"; readonly reason: string }
  /** The application has checked a token. */
  | { readonly kind: "authenticated"; readonly isAccepted: boolean; readonly expiresAtMs?: number | undefined }
  /** The application allows the client to follow the stream, or `code` says why not. */
  | { readonly kind: "authorized"; readonly stream: StreamId; readonly code?: number | undefined }
  /** The log has answered `locate`. `after` repeats the question, because the client may have followed the stream anew since. */
  | {
      readonly kind: "located";
      readonly stream: StreamId;
      readonly after?: Position | undefined;
      readonly result: LogReadResult | undefined;
    }
  /** The log has answered `read`. */
  | { readonly kind: "read"; readonly stream: StreamId; readonly result: LogReadResult | undefined }
  /** The answer to `snapshot`. */
  | { readonly kind: "snapshot"; readonly stream: StreamId; readonly snapshot: LogSnapshot }
  /** The answer to `greet`: the state as events. If `texts` is absent, `at` is the oldest position that the log holds. */
  | { readonly kind: "greeted"; readonly stream: StreamId; readonly at: Position; readonly texts: Texts | undefined }
  /** The answer to `oldest`. */
  | { readonly kind: "oldest"; readonly stream: StreamId; readonly at: Position; readonly head: Position }
  /** The application has answered `conflate`. */
  | { readonly kind: "conflated"; readonly stream: StreamId; readonly slice: LogSlice | undefined }
  /** The connection has joined the live set. */
  | { readonly kind: "joined"; readonly stream: StreamId; readonly at: Position }
  /** The cursor is behind the live set. */
  | { readonly kind: "behind"; readonly stream: StreamId }
  /** The connection did not get a broadcast after `at`: its socket is full, or the tail has a gap. */
  | { readonly kind: "congested"; readonly stream: StreamId; readonly at: Position; readonly isFull: boolean }
  /** The socket is full, perhaps of answers alone. */
  | { readonly kind: "full" }
  /** The socket has room. The driver also reports this after each write that did not fill it. */
  | { readonly kind: "writable" }
  /** The socket has sent some of the bytes that wait in it. */
  | { readonly kind: "progress" }
  /** The client is alive, by a WebSocket pong for example. */
  | { readonly kind: "heard" }
  /** A command has finished. */
  | { readonly kind: "finished"; readonly id: CommandId; readonly finish: CommandFinish }
  /** The stream has ended. `isEarly` if the connection has not read the last event. */
  | { readonly kind: "ended"; readonly stream: StreamId; readonly code: number; readonly reason: string; readonly isEarly?: boolean }
  /** The timer of the server. */
  | { readonly kind: "tick" }
  /** The server is about to stop. */
  | { readonly kind: "bye"; readonly reason: string; readonly afterMs: number; readonly spreadMs: number }
  /** The socket is closed. */
  | { readonly kind: "closed" };

/** A task for the driver. The driver does the tasks in order. */
export type ConnectionOutput =
  | { readonly action: "send"; readonly texts: Texts }
  | { readonly action: "ping" }
  /** Warn: the client speaks another version of the protocol, with which the server is compatible. */
  | { readonly action: "warn"; readonly protocol: ProtocolIdentity }
  | { readonly action: "close"; readonly code: number; readonly reason: string }
  /** Cut the connection without a closing handshake: the client does not answer. */
  | { readonly action: "terminate" }
  | { readonly action: "authenticate"; readonly token: string }
  | { readonly action: "authorize"; readonly stream: StreamId }
  /** Read one event, so that the log says whether it still holds `after`. */
  | { readonly action: "locate"; readonly stream: StreamId; readonly after: Position | undefined }
  | { readonly action: "read"; readonly stream: StreamId; readonly after: Position; readonly limit: ReadLimit }
  | { readonly action: "snapshot"; readonly stream: StreamId }
  /** Ask for the oldest position of the log, in a session whose protocol has no state. */
  | { readonly action: "oldest"; readonly stream: StreamId }
  /** Ask the application for the state as events, in plain mode. The answer is `greeted`. */
  | { readonly action: "greet"; readonly stream: StreamId }
  | { readonly action: "conflate"; readonly stream: StreamId; readonly after: Position }
  /** Join the live set, if `cursor` is its head. */
  | { readonly action: "join"; readonly stream: StreamId; readonly cursor: Position }
  | { readonly action: "leave"; readonly stream: StreamId }
  | { readonly action: "submit"; readonly command: Command }
  /** Tell a client in plain mode that its event has no effect. */
  | { readonly action: "refuse"; readonly id: CommandId; readonly code: string; readonly message: string };

/** Result of `connectionStep`. */
export type ConnectionStep = { readonly state: ServedConnection; readonly outputs: readonly ConnectionOutput[] };

/** One step of a connection while it runs. */
export type ConnectionTurn = Turn<ServedConnection, ConnectionOutput> & { readonly nowMs: number };

/** Returns the state of a connection that has just opened. */
export function createServedConnection(
  options: DeliveryOptions,
  codec: Codec,
  session: string,
  nowMs: number,
  tokenExpiresAtMs?: number,
): ServedConnection {
  return {
    options,
    codec,
    session,
    phase: codec.isSession ? "greeting" : "open",
    sinceMs: nowMs,
    heardAtMs: nowMs,
    pingedAtMs: nowMs,
    progressAtMs: nowMs,
    isWritable: true,
    asking: undefined,
    subscriptions: new Map(),
    verdicts: [],
    hello: undefined,
    unacked: new Set(),
    bucket: { tokens: options.limits.commandRate.burst, atMs: nowMs },
    strikes: 0,
    tokenExpiresAtMs,
  };
}
