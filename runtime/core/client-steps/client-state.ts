import type { Compatibility, SupportMatrix } from "../base/compatibility.js";
import type { Subprotocol } from "../base/subprotocols.js";
import type { ClientEvent as ClientFrame } from "../frames/client-event.js";
import type { EventsFrame, PieceFrame, ServerEvent as ServerFrame, SnapshotFrame } from "../frames/server-event.js";
import type { CommandId, Position, ProtocolIdentity, StreamId } from "../frames/types.js";
import type { ClientEventValue, GivenCommand, Outbox, OutboxLimits } from "./outbox.js";
import type { Loss, LossRecord, StreamLoss } from "./stream-loss.js";
import { defaultHeartbeat } from "./heartbeat.js";
import type { Heartbeat } from "./heartbeat.js";

/** Options of a client. They stay the same as long as the client exists. */
export type ClientOptions = {
  /** The protocol that the client's code was generated from. */
  readonly protocol: ProtocolIdentity;
  /** A UUIDv7 that identifies the client over all its connections. */
  readonly client: string;
  readonly matrix?: SupportMatrix | undefined;
  readonly outbox: OutboxLimits;
  /** True if the driver asks the application for a token before each dial. @default false */
  readonly asksToken?: boolean;
};

/** The state of a client. Plain data: each step returns a new object. */
export type ClientState = {
  readonly options: ClientOptions;
  readonly connection: ConnectionState;
  /** Time at which the connection's phase times out, or at which a waiting client dials. `undefined` if the phase has no limit. */
  readonly connectionWakeMs?: number | undefined;
  readonly session: SessionState;
  /** The subprotocol of the last connection that has opened; `undefined` in plain mode. */
  readonly subprotocol?: Subprotocol | undefined;
  /** True if the server has refused the client's token since the client was last live. */
  readonly isTokenRefused?: boolean;
  readonly heartbeat: Heartbeat;
  readonly cursors: ReadonlyMap<StreamId, Cursor>;
  readonly outbox: Outbox;
  readonly token: string | undefined;
  /** Id of the principal that the client is for the server, as the newest `$welcome` with an id has told it. */
  readonly principal?: string | undefined;
  /** The losses by stream, as the application sees them. Empty in a client that keeps no account of losses. */
  readonly losses: Readonly<Record<StreamId, StreamLoss>>;
  /** The last `$source` of each stream in the session. */
  readonly sources: Sources;
  /** The notes of the account of losses, by stream. */
  readonly lossRecords: ReadonlyMap<StreamId, LossRecord>;
  /** Time at which the driver has to call `clientStep` with the input `timer`. `undefined` if the client waits for nothing. */
  readonly wakeMs?: number | undefined;
};

/**
 * The session over the current connection. `none`: the connection is not open. `greeted`: the client has sent `$hello`.
 * `open`: the server has sent `$welcome`. `plain`: the server speaks no sessions.
 */
export type SessionState =
  | { readonly phase: "none" | "greeted" | "plain" }
  | {
      readonly phase: "open";
      readonly maxUnacked: number;
      readonly server: ProtocolIdentity;
      /** The names of the features that the server has listed in `$welcome`. */
      readonly features: readonly string[];
    };

/**
 * The phase of a client's connection. `attempt` counts dials from 1. `failures` counts connections in a row that failed or
 * lasted less than 10 s. Times such as `sinceMs` are in milliseconds of the client's clock: `performance.now()`, unless the
 * option `clock` is set. They do not count from 1970.
 */
export type ConnectionState =
  | { readonly phase: "idle" }
  | { readonly phase: "connecting"; readonly attempt: number; readonly failures: number }
  /** The session is open, and the server sends what the client has missed of its streams. */
  | { readonly phase: "syncing"; readonly attempt: number; readonly failures: number }
  | { readonly phase: "live"; readonly attempt: number; readonly failures: number; readonly sinceMs: number }
  /** The server has been silent for too long, and has not answered a `$ping` yet. */
  | { readonly phase: "stale"; readonly attempt: number; readonly failures: number; readonly sinceMs: number }
  | ({ readonly phase: "backoff" } & Waiting)
  /** The browser reports that it has no network. The client dials when the network is back, or after 30 s. */
  | ({ readonly phase: "offline" } & Waiting)
  | { readonly phase: "closed"; readonly attempt: number; readonly code: number; readonly reason: string }
  /** The versions of client and server do not work together. One of them has to be updated. */
  | { readonly phase: "incompatible"; readonly attempt: number; readonly code: number; readonly reason: string };

/** A client that has lost its connection and will dial again. */
export type Waiting = {
  readonly attempt: number;
  readonly failures: number;
  /**
   * Time of the next dial by the client's clock. A page shows `Math.ceil((retryAtMs - performance.now()) / 1_000)` as the number
   * of seconds until then.
   */
  readonly retryAtMs: number;
  /** Close code of the lost connection. 1006 if the dial failed. */
  readonly code: number;
  readonly reason: string;
};

/** The last `$source` of each stream in the session, by the stream's id. */
export type Sources = Readonly<Record<StreamId, { readonly part: string; readonly state: "away" | "back" }>>;

/** One object for all sessions without news, so that the status does not change. */
export const noSources: Sources = {};

/** A client's progress in one stream. */
export type Cursor = {
  /**
   * `asked`: the client has asked to follow the stream, and the server has not answered. `refused`: the stream has ended, or
   * the server has refused it. The client then does not ask again.
   */
  readonly phase: "asked" | "replay" | "snapshot" | "live" | "refused";
  /** Position of the last event or snapshot that the client has received. Absent before the first. */
  readonly position?: Position | undefined;
  /** How much of an incomplete snapshot the client has received. */
  readonly parts?: SnapshotParts | undefined;
  /** True if the client has missed events of the stream and has not reported the loss to the application yet. */
  readonly hasLost: boolean;
  /** In the phase `refused`: a sentence that says why the client no longer follows the stream. */
  readonly why?: string | undefined;
};

/** The parts of a snapshot that a client has received: their position, and their number. `of` is absent for a snapshot in pieces. */
type SnapshotParts = { readonly at: Position; readonly of: number | undefined; readonly count: number };

/** A frame with a part of a whole state. */
export type StatePart = SnapshotFrame | PieceFrame;

/** A task of the driver: to report a change of one stream to the application. The driver makes the reports in order. */
export type CursorOutput =
  | {
      readonly action: "events";
      readonly stream: StreamId;
      readonly events: EventsFrame["events"];
      /** Position of the first of `events`. */
      readonly from: Position;
      /** Position of the last of `events`. For conflated events: position of the last event that they replace. */
      readonly at: Position;
      readonly isConflated: boolean;
    }
  /** The next part of a state. A part with the number 1 begins another state. */
  | { readonly action: "part"; readonly stream: StreamId; readonly part: StatePart }
  /** The state is whole: it has the parts that the driver was given. It replaces the state and all events before. */
  | { readonly action: "state"; readonly stream: StreamId; readonly at: Position }
  | { readonly action: "synced"; readonly stream: StreamId; readonly at: Position; readonly recovered: boolean }
  | { readonly action: "reset"; readonly stream: StreamId; readonly reason: "epoch" | "trimmed" | "lag" }
  | { readonly action: "ended"; readonly stream: StreamId; readonly code: number; readonly reason: string };

/** The cursor of a stream that the client has just begun to follow. */
export const newCursor: Cursor = { phase: "asked", hasLost: false };

/** An input of {@link clientStep}. A step ignores an input that belongs to an earlier attempt to connect. */
export type ClientInput =
  | { readonly kind: "start" }
  /** The socket is open. `subprotocol` is the one that the server has selected; `undefined` if the server speaks no sessions. */
  | { readonly kind: "opened"; readonly attempt: number; readonly subprotocol: Subprotocol | undefined }
  | { readonly kind: "frame"; readonly attempt: number; readonly frame: ServerFrame }
  | { readonly kind: "lost"; readonly attempt: number; readonly code: number; readonly reason: string; readonly isOnline: boolean }
  | { readonly kind: "timer" }
  | { readonly kind: "online" }
  | { readonly kind: "offline" }
  /** The user has come back to the page. */
  | { readonly kind: "visible" }
  | { readonly kind: "stop"; readonly code: number; readonly reason: string }
  | { readonly kind: "subscribe"; readonly stream: StreamId }
  | { readonly kind: "unsubscribe"; readonly stream: StreamId }
  | { readonly kind: "command"; readonly command: GivenCommand }
  | { readonly kind: "token"; readonly token: string }
  /** The driver could not read these events of the stream, or its state. */
  | { readonly kind: "missed"; readonly stream: StreamId; readonly losses: readonly Loss[] };

/** The outcome of a command that the server has accepted, or that the client has sent to a server without sessions. */
export type CommandOutcome = {
  /** `accepted`: the command has taken effect. `sent`: the server speaks no sessions, so it sends no outcome. */
  readonly status: "accepted" | "sent";
  /** The stream's head after the command took effect. */
  readonly at?: Position | undefined;
  /** The value that the command's handler returned. */
  readonly value?: unknown;
  /** True if the client has sent the command more than once, and an earlier copy of it had taken effect. */
  readonly isDuplicate: boolean;
};

/** How a command has failed: the server has refused it, or the client has given it up. `send` rejects with it as a `CommandError`. */
export type CommandFailure = Rejection | GivenUp;

/** The server has refused the command. */
type Rejection = {
  readonly status: "rejected";
  readonly code: string;
  readonly message: string;
  readonly decided?: { readonly id: CommandId; readonly event: ClientEventValue } | undefined;
};

/** The client has given up the command. `unconfirmed`: the client has sent the command, and its effect is unknown. */
type GivenUp = { readonly status: "full" | "expired" | "closed" | "unconfirmed" };

/** A task for the driver. The driver does the tasks in order. */
export type ClientOutput =
  | { readonly action: "dial"; readonly attempt: number }
  | { readonly action: "drop"; readonly code: number; readonly reason: string }
  | { readonly action: "send"; readonly frame: ClientFrame }
  /** Send an event in plain mode, without a frame around it. */
  | { readonly action: "sendEvent"; readonly event: ClientEventValue }
  | CursorOutput
  /** The account of a stream's losses has changed. */
  | { readonly action: "loss"; readonly stream: StreamId; readonly loss: StreamLoss }
  | { readonly action: "finish"; readonly id: CommandId; readonly outcome: CommandOutcome | CommandFailure }
  /** Warn the application: the server speaks another version of the protocol, with which the client is compatible. */
  | { readonly action: "warn"; readonly protocol: ProtocolIdentity; readonly verdict: Compatibility };

/** Result of {@link clientStep}. */
export type ClientStep = { readonly state: ClientState; readonly outputs: readonly ClientOutput[] };

/** Returns the state of a client before its first dial. */
export function createClientState(options: ClientOptions, streams: readonly StreamId[], token?: string): ClientState {
  return {
    options,
    connection: { phase: "idle" },
    session: { phase: "none" },
    heartbeat: defaultHeartbeat,
    cursors: new Map(streams.map((stream) => [stream, newCursor])),
    outbox: [],
    token,
    losses: {},
    sources: noSources,
    lossRecords: new Map(),
  };
}
