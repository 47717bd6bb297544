import type { Compatibility, SupportMatrix } from "../base/compatibility.js";
import type { ClientEvent as ClientFrame } from "../frames/client-event.js";
import type { ServerEvent as ServerFrame } from "../frames/server-event.js";
import type { CommandId, Position, ProtocolIdentity, StreamId } from "../frames/types.js";
import type { ConnectionState } from "./connection-state.js";
import type { Cursor, CursorOutput } from "./cursor-state.js";
import { newCursor } from "./cursor-state.js";
import type { ClientEventValue, GivenCommand, Outbox, OutboxLimits } from "./outbox.js";
import { defaultPulse } from "./pulse.js";
import type { Pulse } from "./pulse.js";

/** Options that stay the same as long as a client exists. */
export type ClientOptions = {
  /** The protocol that the client's code was generated from. */
  readonly protocol: ProtocolIdentity;
  /** A UUIDv7 that identifies the client over all its connections. */
  readonly client: string;
  readonly matrix?: SupportMatrix | undefined;
  readonly outbox: OutboxLimits;
};

/** The state of a client. Plain data: each step returns a new object. */
export type ClientState = {
  readonly options: ClientOptions;
  readonly connection: ConnectionState;
  /** When the current connection phase times out, or when a waiting client dials. */
  readonly connectionWakeMs: number | undefined;
  readonly session: SessionState;
  readonly pulse: Pulse;
  readonly cursors: ReadonlyMap<StreamId, Cursor>;
  readonly outbox: Outbox;
  readonly token: string | undefined;
  /** When the driver has to step with `timer`. `undefined` if the client waits for nothing. */
  readonly wakeMs: number | undefined;
};

/**
 * The session over the current connection. `none`: the connection is not open. `greeted`: the client has sent `$hello`.
 * `open`: the server has sent `$welcome`. `plain`: the server speaks no sessions.
 */
export type SessionState = { readonly phase: "none" | "greeted" | "plain" } | { readonly phase: "open"; readonly maxUnacked: number };

/** An input of {@link clientStep}. A step ignores inputs of an attempt that is not the current one. */
export type ClientInput =
  | { readonly kind: "start" }
  | { readonly kind: "opened"; readonly attempt: number; readonly isSession: boolean }
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
  | { readonly kind: "token"; readonly token: string };

/** The outcome of a command that the server has accepted, or that the client has sent to a server without sessions. */
export type CommandOutcome = {
  /** `accepted`: the command has taken effect. `sent`: the server speaks no sessions, so it sends no outcome. */
  readonly status: "accepted" | "sent";
  /** The stream's head after the command took effect. */
  readonly at?: Position | undefined;
  /** The value that the command's handler returned. */
  readonly value?: unknown;
  /** True if the command had already taken effect when the client sent it this time. */
  readonly isDuplicate: boolean;
};

/** Why a command has no outcome, or a refusal as its outcome. The client's promise rejects with it as a `CommandError`. */
export type CommandFailure = Rejection | GivenUp;

/** The server has refused the command. */
type Rejection = {
  readonly status: "rejected";
  readonly code: string;
  readonly message: string;
  readonly decided?: { readonly id: CommandId; readonly event: ClientEventValue } | undefined;
};

/** The client has given up the command. `unconfirmed`: the client has sent it, and its effect is unknown. */
type GivenUp = { readonly status: "full" | "expired" | "closed" | "unconfirmed" };

/** A task for the driver. The driver does the tasks in order. */
export type ClientOutput =
  | { readonly action: "dial"; readonly attempt: number; readonly needsToken: boolean }
  | { readonly action: "drop"; readonly code: number; readonly reason: string }
  | { readonly action: "send"; readonly frame: ClientFrame }
  /** Send an event in plain mode, without a frame around it. */
  | { readonly action: "sendEvent"; readonly event: ClientEventValue }
  | CursorOutput
  | { readonly action: "finish"; readonly id: CommandId; readonly outcome: CommandOutcome | CommandFailure }
  /** The server speaks another version of the protocol, with which the client is compatible. */
  | { readonly action: "warn"; readonly protocol: ProtocolIdentity; readonly verdict: Compatibility };

/** Result of {@link clientStep}. */
export type ClientStep = { readonly state: ClientState; readonly outputs: readonly ClientOutput[] };

/** Returns the state of a client before its first dial. */
export function createClientState(options: ClientOptions, streams: readonly StreamId[], token?: string): ClientState {
  return {
    options,
    connection: { phase: "idle" },
    connectionWakeMs: undefined,
    session: { phase: "none" },
    pulse: defaultPulse,
    cursors: new Map(streams.map((stream) => [stream, newCursor])),
    outbox: [],
    token,
    wakeMs: undefined,
  };
}
