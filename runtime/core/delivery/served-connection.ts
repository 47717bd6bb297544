import type { SupportMatrix } from "../base/compatibility.js";
import type { Subprotocol } from "../base/subprotocols.js";
import type { Rate, TokenBucket } from "../base/token-bucket.js";
import type { ClientEvent as ClientFrame, LossFrame, ReadFrame } from "../frames/client-event.js";
import type { WelcomeFramePrincipal } from "../frames/server-event.js";
import type { CommandId, Position, ProtocolIdentity, StreamId, Verdict } from "../frames/types.js";
import type { Command, CommandFinish } from "../log/command.js";
import type { LogReadResult, LogSlice, ReadLimit } from "../log/stream-log.js";
import type { ReadAnswer, Reads } from "./read-state.js";
import type { SharedSnapshot, StateForm, Texts } from "./shared-snapshot.js";
import type { Turn } from "../steps/turn.js";
import type { Codec } from "./codec.js";

/** Limits of one connection. */
export type DeliveryLimits = {
  /** Milliseconds that a client has after its socket has opened to send `$hello`. @default 5_000 */
  readonly helloTimeoutMs: number;
  /** How many streams a connection follows at most. @default 64 */
  readonly maxStreams: number;
  /** How many commands of a session may be unfinished at once. @default 8 */
  readonly maxUnacked: number;
  /** How many commands a connection may send at once and on average a second. @default 20 a second, 40 at once */
  readonly commandRate: Rate;
  /** How many requests for history a connection may send. @default 10 a second, 20 at once */
  readonly readRate: Rate;
  /** The largest number of bytes in a WebSocket message from a client. @default 65_536 */
  readonly maxPayloadBytes: number;
  /**
   * The largest numbers of events and bytes in one frame of events. The bytes also limit one part of a snapshot.
   *
   * @default 64 events, 65_536 bytes
   */
  readonly chunk: ReadLimit;
  /** A client that has missed more events than this gets the state instead of the events. @default 10_000 */
  readonly maxReplayEvents: number;
  /** Milliseconds after which the server closes a connection whose full socket has sent no byte. @default 30_000 */
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
  readRate: { perSecond: 10, burst: 20 },
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
  /**
   * True if the server asks the application for fewer events that replace the missed ones, when a client is too far behind.
   *
   * @default false
   */
  readonly canConflate?: boolean | undefined;
  /** True if clients may read the history of streams. */
  readonly hasHistory: boolean;
};

/** One stream on one connection. */
export type Subscription =
  /** Waits for the application to authorize the client, then for the log to say whether it still holds the position `after`. */
  | { readonly phase: "opening"; readonly after: Position | undefined }
  | { readonly phase: "refused"; readonly code: number }
  | Replay
  | SnapshotPhase
  | { readonly phase: "live" };

/** A subscription whose events the server reads from the log. */
export type Replay = {
  readonly phase: "replay";
  readonly cursor: Position;
  /** True if the client has missed events that it will not get. */
  readonly hasLost: boolean;
  /** True if the cursor may be at the head of the live set. The connection then tries to join before it reads from the log. */
  readonly mayJoin?: boolean;
  /** True if the application gives neither a state nor conflated events. The client then gets every event that the log holds. */
  readonly isWhole?: boolean;
};

/** A subscription whose client gets the state next. */
export type SnapshotPhase = {
  readonly phase: "snapshot";
  readonly hasLost: boolean;
  /** The reason of the `$reset` that the server sends before the state. Absent if it sends none, or has sent it. */
  readonly reset?: ResetReason | undefined;
  /** A position after which the log still holds all events, for a client that may get no state. */
  readonly cursor?: Position | undefined;
  /**
   * The chunks of the state, which connections may share, and the index of the first chunk that the server has not sent yet. Absent
   * until the server has the state.
   */
  readonly rest?: { readonly at: Position; readonly chunks: readonly Texts[]; readonly next: number };
};

/** Why a client has to forget its position: the `reason` of `$reset`. */
export type ResetReason = "epoch" | "trimmed" | "lag";

/** The state of one connection. Plain data: each step returns a new object. */
export type ServedConnection = {
  readonly options: DeliveryOptions;
  readonly codec: Codec;
  /** The subprotocol of the session. `undefined` in plain mode, or for the oldest subprotocol. */
  readonly subprotocol: Subprotocol | undefined;
  /** The name of the connection, for `$welcome` and for logs. */
  readonly session: string;
  readonly phase: "greeting" | "authenticating" | "opening" | "open" | "leaving" | "closed";
  /** Time at which the connection's phase began. */
  readonly sinceMs: number;
  readonly heardAtMs: number;
  readonly pingedAtMs: number;
  /** Time at which the socket last sent waiting bytes, or last became full. */
  readonly progressAtMs: number;
  readonly isWritable: boolean;
  /** Id of the stream whose request to the log, the application or the live set has no answer yet. At most one at a time. */
  readonly asking: StreamId | undefined;
  readonly subscriptions: ReadonlyMap<StreamId, Subscription>;
  /** For streams of `$hello`: whether the server accepts the subscription. `$welcome` contains these verdicts. */
  readonly verdicts: readonly Verdict[];
  /** The frame `$hello` until the server has read its streams. */
  readonly hello: Extract<ClientFrame, { readonly type: "$hello" }> | undefined;
  /** True if the digest of the client differs, so that it may be unable to read some events. */
  readonly isOtherBuild: boolean;
  /** Ids of the commands from this connection that have not finished. */
  readonly unacked: ReadonlySet<CommandId>;
  readonly bucket: TokenBucket;
  /** The requests for history. `undefined` before the first one. */
  readonly reads: Reads | undefined;
  /** How many commands or requests for history in a row the client has sent too fast. */
  readonly strikes: number;
  readonly tokenExpiresAtMs: number | undefined;
  /** The client as the server describes it. `undefined` if the server gives its principals no ids. */
  readonly principal: PrincipalInfo | undefined;
};

/** The description of a client that the server puts into `$welcome`. */
export type PrincipalInfo = WelcomeFramePrincipal;

/** An input of `connectionStep`. */
export type ConnectionInput =
  /** The client has sent a valid frame. */
  | { readonly kind: "frame"; readonly frame: ClientFrame }
  /** A connection in plain mode has opened. It follows the stream in its address. */
  | { readonly kind: "follow"; readonly stream: StreamId }
  /** A client in plain mode has sent a valid event. The server has made a command of it, with an id. */
  | { readonly kind: "command"; readonly command: Command }
  /** The client has sent a message that is no valid frame. */
  | { readonly kind: "invalid"; readonly reason: string }
  /** The answer of the application to `authenticate`: whether it accepts the client's token. */
  | {
      readonly kind: "authenticated";
      readonly isAccepted: boolean;
      readonly expiresAtMs?: number | undefined;
      readonly principal?: PrincipalInfo | undefined;
    }
  /** The application wants `authorize` to be asked again for each stream that the client follows. */
  | { readonly kind: "reauthorize" }
  /** The answer to `authorize`. `code` is a close code that says why the client may not follow the stream. */
  | { readonly kind: "authorized"; readonly stream: StreamId; readonly code?: number | undefined }
  /** The answer to `locate`. `after` is the position in the request: it differs if the client has since subscribed again. */
  | {
      readonly kind: "located";
      readonly stream: StreamId;
      readonly after?: Position | undefined;
      readonly result: LogReadResult | undefined;
    }
  /** The answer of the log to `read`. */
  | { readonly kind: "read"; readonly stream: StreamId; readonly result: LogReadResult | undefined }
  /** The answer to `snapshot`: the state of the stream. */
  | { readonly kind: "snapshot"; readonly stream: StreamId; readonly snapshot: SharedSnapshot }
  /** The answer to `greet`: the state as events. If `texts` is absent, `at` is the oldest position that the log holds. */
  | { readonly kind: "greeted"; readonly stream: StreamId; readonly at: Position; readonly texts: Texts | undefined }
  /** The answer to `oldest`: the oldest position that the log holds, and the head. */
  | { readonly kind: "oldest"; readonly stream: StreamId; readonly at: Position; readonly head: Position }
  /** The answer to `conflate`. `slice` is absent if the application gives no conflated events. */
  | { readonly kind: "conflated"; readonly stream: StreamId; readonly slice: LogSlice | undefined }
  /**
   * The answer to `join`: the live set has added the connection. `count` is the number of events that the stream has had up to `at`,
   * if the live set knows it.
   */
  | { readonly kind: "joined"; readonly stream: StreamId; readonly at: Position; readonly count?: number | undefined }
  /** The answer to `join`: the subscription's cursor is behind the head of the live set. */
  | { readonly kind: "behind"; readonly stream: StreamId }
  /** The connection did not get the events after `at` that the live set got: its socket is full, or the tail has a gap. */
  | { readonly kind: "congested"; readonly stream: StreamId; readonly at: Position; readonly isFull: boolean }
  /** The socket is full, perhaps of other frames than events. */
  | { readonly kind: "full" }
  /** The socket is not full. The driver also reports this after each write that did not fill the socket. */
  | { readonly kind: "writable" }
  /** The socket has sent some of the bytes that wait in it. */
  | { readonly kind: "progress" }
  /** The client is alive, by a WebSocket pong for example. */
  | { readonly kind: "heard" }
  /** The answer to `history`. */
  | { readonly kind: "history"; readonly read: number; readonly answer: ReadAnswer }
  /** A command has finished. */
  | { readonly kind: "finished"; readonly id: CommandId; readonly finish: CommandFinish }
  /** The stream has ended. `isEarly` is true if the connection has not read the last event. */
  | { readonly kind: "ended"; readonly stream: StreamId; readonly code: number; readonly reason: string; readonly isEarly?: boolean }
  /** The log of a stream is away, or is back. */
  | { readonly kind: "source"; readonly stream: StreamId; readonly state: "away" | "back" }
  /** The timer of the server has ticked. */
  | { readonly kind: "tick" }
  /** The server is about to stop. The client connects again after `afterMs` and a random part of `spreadMs`. */
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
  /** Read one event from the log, to learn whether the log still holds the position `after`. The answer is `located`. */
  | { readonly action: "locate"; readonly stream: StreamId; readonly after: Position | undefined }
  | { readonly action: "read"; readonly stream: StreamId; readonly after: Position; readonly limit: ReadLimit }
  /** Ask for the state. `isNewest`: the state has to have every event that the server's state has now. */
  | { readonly action: "snapshot"; readonly stream: StreamId; readonly isNewest: boolean; readonly form: StateForm }
  /** Ask for the oldest position of the log, in a session whose protocol has no state. */
  | { readonly action: "oldest"; readonly stream: StreamId }
  /** Ask the application for the state as events, in plain mode. The answer is `greeted`. */
  | { readonly action: "greet"; readonly stream: StreamId }
  | { readonly action: "conflate"; readonly stream: StreamId; readonly after: Position }
  /** Add the connection to the stream's live set, if `cursor` is the head of the set. */
  | { readonly action: "join"; readonly stream: StreamId; readonly cursor: Position }
  | { readonly action: "leave"; readonly stream: StreamId }
  | { readonly action: "submit"; readonly command: Command }
  /** Read the history of a stream for the client. The answer is `history`. */
  | { readonly action: "history"; readonly request: ReadFrame }
  /** Count the events and states that the client could not read, as it has reported. */
  | { readonly action: "loss"; readonly loss: ClientLoss }
  /** Tell a client in plain mode that its event has no effect. */
  | { readonly action: "refuse"; readonly id: CommandId; readonly code: string; readonly message: string };

/** The numbers of events and states of a stream that a client could not read since its last report. */
export type ClientLoss = Omit<LossFrame, "type">;

/** Result of `connectionStep`. */
export type ConnectionStep = { readonly state: ServedConnection; readonly outputs: readonly ConnectionOutput[] };

/** One step of a connection while it runs. */
export type ConnectionTurn = Turn<ServedConnection, ConnectionOutput> & { readonly nowMs: number };

/** The parts of a session's state that its upgrade request decides. */
export type SessionOpening = {
  readonly subprotocol?: Subprotocol | undefined;
  /** Time at which the session's token expires, by the server's clock. */
  readonly tokenExpiresAtMs?: number | undefined;
  readonly principal?: PrincipalInfo | undefined;
};

// All connections share these: a step replaces a part of the state, and never changes it.
const noSubscriptions: ReadonlyMap<StreamId, Subscription> = new Map();
const noCommands: ReadonlySet<CommandId> = new Set();
const noVerdicts: readonly Verdict[] = [];

/** Returns the state of a connection that has just opened. */
export function createServedConnection(
  options: DeliveryOptions,
  codec: Codec,
  session: string,
  nowMs: number,
  { subprotocol, tokenExpiresAtMs, principal }: SessionOpening = {},
): ServedConnection {
  return {
    options,
    codec,
    subprotocol,
    session,
    phase: codec.isSession ? "greeting" : "open",
    sinceMs: nowMs,
    heardAtMs: nowMs,
    pingedAtMs: nowMs,
    progressAtMs: nowMs,
    isWritable: true,
    asking: undefined,
    subscriptions: noSubscriptions,
    verdicts: noVerdicts,
    hello: undefined,
    isOtherBuild: false,
    unacked: noCommands,
    bucket: { tokens: options.limits.commandRate.burst, atMs: nowMs },
    reads: undefined,
    strikes: 0,
    tokenExpiresAtMs,
    principal,
  };
}
