import type { SupportMatrix } from "../base/compatibility.js";
import type { Rate, TokenBucket } from "../base/token-bucket.js";
import type { ClientEvent as ClientFrame } from "../frames/client-event.js";
import type { CommandId, Position, ProtocolIdentity, StreamId, Verdict } from "../frames/types.js";
import type { Command, CommandFinish } from "../log/command.js";
import type { LogReadResult, LogSlice, LogSnapshot, ReadLimit } from "../log/stream-log.js";
import type { Turn } from "../steps/turn.js";
import type { Codec } from "./codec.js";

/** What one connection may cost. */
export type DeliveryLimits = {
  /** How long the first frame may take. @default 5_000 */
  readonly helloTimeoutMs: number;
  /** @default 64 */
  readonly maxStreams: number;
  /** Commands that may wait for their answer at once. @default 8 */
  readonly maxUnacked: number;
  /** @default 20 a second, 40 at once */
  readonly commandRate: Rate;
  /** @default 65_536 */
  readonly maxPayloadBytes: number;
  /** What one frame of events, or one part of a snapshot, holds at most. @default 64 events, 65_536 bytes */
  readonly chunk: ReadLimit;
  /** A client that is further behind gets the state instead of the events. @default 10_000 */
  readonly maxReplayEvents: number;
  /** How long a full connection may take nothing. @default 30_000 */
  readonly progressTimeoutMs: number;
  /** How long a client may stay after `$bye`. @default 5_000 */
  readonly byeGraceMs: number;
};

/** Limits of a server that sets none. */
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

/** What all connections of a server share. */
export type DeliveryOptions = {
  readonly protocol: ProtocolIdentity;
  readonly matrix?: SupportMatrix | undefined;
  readonly durability: "memory" | "durable";
  readonly heartbeat: { readonly intervalMs: number; readonly timeoutMs: number };
  readonly limits: DeliveryLimits;
  /** Ask for conflated events before a client that lags is reset. @default false */
  readonly canConflate?: boolean | undefined;
};

/** One stream of a connection, as far as it has come. */
export type Subscription =
  /** Waits for leave to follow, then for the log to say whether it still holds `after`. */
  | { readonly phase: "opening"; readonly after: Position | undefined }
  | { readonly phase: "refused"; readonly code: number }
  | Replay
  | SnapshotPhase
  | { readonly phase: "live" };

/** Events are read from the log. */
export type Replay = {
  readonly phase: "replay";
  readonly cursor: Position;
  readonly hasLost: boolean;
  /** The cursor may stand where the live set does: joining is tried before reading. */
  readonly mayJoin?: boolean;
  /** Nothing shorter stands for the events that are missing, so that every one is read. */
  readonly isWhole?: boolean;
};

/** The state is sent instead of events. */
export type SnapshotPhase = {
  readonly phase: "snapshot";
  readonly hasLost: boolean;
  /** Still to be told. */
  readonly reset?: ResetReason | undefined;
  /** Where the log can still be read from, if there is no state. */
  readonly cursor?: Position | undefined;
  /** What is still to be sent; absent until the state has been taken. */
  readonly rest?: { readonly at: Position; readonly chunks: readonly Texts[] };
};

/** Texts of the frames of one write. */
export type Texts = readonly string[];

/** Why a client has to forget its position. */
export type ResetReason = "epoch" | "trimmed" | "lag";

/** What a server knows of one connection; plain data, replaced by each step. */
export type ServedConnection = {
  readonly options: DeliveryOptions;
  readonly codec: Codec;
  /** Names the connection in logs. */
  readonly session: string;
  readonly phase: "greeting" | "authenticating" | "opening" | "open" | "leaving" | "closed";
  /** When the phase began. */
  readonly sinceMs: number;
  readonly heardAtMs: number;
  readonly pingedAtMs: number;
  /** When the socket last took something, or last became full. */
  readonly progressAtMs: number;
  readonly isWritable: boolean;
  /** The stream that the log, the state or the live set is being asked for. One at a time bounds what is held. */
  readonly asking: StreamId | undefined;
  readonly subscriptions: ReadonlyMap<StreamId, Subscription>;
  /** Verdicts for `$welcome`, while it waits for the others. */
  readonly verdicts: readonly Verdict[];
  readonly hello: Extract<ClientFrame, { readonly type: "$hello" }> | undefined;
  /** Commands that have not finished. */
  readonly unacked: ReadonlySet<CommandId>;
  readonly bucket: TokenBucket;
  /** Commands in a row that came too fast. */
  readonly strikes: number;
  readonly tokenExpiresAtMs: number | undefined;
};

/** What happens to a connection. */
export type ConnectionInput =
  /** A frame that the session protocol's validator has let pass. */
  | { readonly kind: "frame"; readonly frame: ClientFrame }
  /** A client in plain mode follows a stream, from its state or its oldest event on. */
  | { readonly kind: "follow"; readonly stream: StreamId }
  /** A valid event of a client in plain mode, under an id of the server's. */
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "invalid"; readonly reason: string }
  | { readonly kind: "authenticated"; readonly isAccepted: boolean; readonly expiresAtMs?: number | undefined }
  /** `code`: close code that tells why not. */
  | { readonly kind: "authorized"; readonly stream: StreamId; readonly code?: number | undefined }
  /** `after` as it was asked for: a stream may be left and followed again from elsewhere in the meantime. @default it was not */
  | {
      readonly kind: "located";
      readonly stream: StreamId;
      readonly after?: Position | undefined;
      readonly result: LogReadResult | undefined;
    }
  | { readonly kind: "read"; readonly stream: StreamId; readonly result: LogReadResult | undefined }
  | { readonly kind: "snapshot"; readonly stream: StreamId; readonly snapshot: LogSnapshot }
  /** The state as events for a client in plain mode; without it `at` is the oldest position that the log holds. */
  | { readonly kind: "greeted"; readonly stream: StreamId; readonly at: Position; readonly texts: Texts | undefined }
  | { readonly kind: "conflated"; readonly stream: StreamId; readonly slice: LogSlice | undefined }
  | { readonly kind: "joined"; readonly stream: StreamId; readonly at: Position }
  | { readonly kind: "behind"; readonly stream: StreamId }
  /** A live batch after `at` did not reach it: the socket is full, or the tail has a gap. */
  | { readonly kind: "congested"; readonly stream: StreamId; readonly at: Position; readonly isFull: boolean }
  /** The socket takes no more: what waits in it may be answers alone. */
  | { readonly kind: "full" }
  /** The socket takes more; to be told after each write that it took at once, too. */
  | { readonly kind: "writable" }
  /** The socket has taken something, if not all. */
  | { readonly kind: "progress" }
  /** A sign of life that is no frame, such as a WebSocket pong. */
  | { readonly kind: "heard" }
  | { readonly kind: "finished"; readonly id: CommandId; readonly finish: CommandFinish }
  /** `isEarly`: before the connection has read the stream to its end. */
  | { readonly kind: "ended"; readonly stream: StreamId; readonly code: number; readonly reason: string; readonly isEarly?: boolean }
  | { readonly kind: "tick" }
  | { readonly kind: "bye"; readonly reason: string; readonly afterMs: number; readonly spreadMs: number }
  | { readonly kind: "closed" };

/** What the driver has to do, in order. */
export type ConnectionOutput =
  | { readonly action: "send"; readonly texts: Texts }
  | { readonly action: "ping" }
  /** The client speaks another version of the protocol that may be let pass. */
  | { readonly action: "warn"; readonly protocol: ProtocolIdentity }
  | { readonly action: "close"; readonly code: number; readonly reason: string }
  /** The peer is dead: no closing handshake. */
  | { readonly action: "terminate" }
  | { readonly action: "authenticate"; readonly token: string }
  | { readonly action: "authorize"; readonly stream: StreamId }
  /** Reads one event, so that the log says whether it still holds `after`. */
  | { readonly action: "locate"; readonly stream: StreamId; readonly after: Position | undefined }
  | { readonly action: "read"; readonly stream: StreamId; readonly after: Position; readonly limit: ReadLimit }
  | { readonly action: "snapshot"; readonly stream: StreamId }
  /** The same for a client in plain mode: the answer is `greeted`. */
  | { readonly action: "greet"; readonly stream: StreamId }
  | { readonly action: "conflate"; readonly stream: StreamId; readonly after: Position }
  /** Joins the live set, if `cursor` is where that stands. */
  | { readonly action: "join"; readonly stream: StreamId; readonly cursor: Position }
  | { readonly action: "leave"; readonly stream: StreamId }
  | { readonly action: "submit"; readonly command: Command }
  /** Tells a client in plain mode that its event has no effect. */
  | { readonly action: "refuse"; readonly id: CommandId; readonly code: string; readonly message: string };

/** Result of a step. */
export type ConnectionStep = { readonly state: ServedConnection; readonly outputs: readonly ConnectionOutput[] };

/** One step of a connection while it is worked out. */
export type ConnectionTurn = Turn<ServedConnection, ConnectionOutput> & { readonly nowMs: number };

/** A connection that has just been opened. */
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
