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

/** What does not change over a client's life. */
export type ClientOptions = {
  /** Protocol that this client was generated from. */
  readonly protocol: ProtocolIdentity;
  /** Names the client over all its connections: a UUIDv7. */
  readonly client: string;
  readonly matrix?: SupportMatrix | undefined;
  readonly outbox: OutboxLimits;
};

/** Everything that a client knows; plain data, replaced by each step. */
export type ClientState = {
  readonly options: ClientOptions;
  readonly connection: ConnectionState;
  /** When the connection's own timer is due. */
  readonly connectionWakeMs: number | undefined;
  /** Of the current connection: is the session open, and how much may be sent? */
  readonly link: ClientLink;
  readonly pulse: Pulse;
  readonly cursors: ReadonlyMap<StreamId, Cursor>;
  readonly outbox: Outbox;
  readonly token: string | undefined;
  /** When to step with `timer` at the latest; `undefined` when nothing is waited for. */
  readonly wakeMs: number | undefined;
};

/** `none`: not open. `greeted`: `$hello` is out. `session`: `$welcome` has come. `plain`: the server speaks no sessions. */
export type ClientLink = { readonly mode: "none" | "greeted" | "plain" } | { readonly mode: "session"; readonly maxUnacked: number };

/** Time and chance come with every input: `nowMs` never goes back, `random` is in [0, 1). */
export type ClientInput = ClientHappening & { readonly nowMs: number; readonly random: number };

/** What happens to a client. What belongs to an attempt that is not the current one is ignored. */
export type ClientHappening =
  | { readonly kind: "start" }
  | { readonly kind: "opened"; readonly attempt: number; readonly isSession: boolean }
  | { readonly kind: "frame"; readonly attempt: number; readonly frame: ServerFrame }
  | { readonly kind: "lost"; readonly attempt: number; readonly code: number; readonly reason: string; readonly isOnline: boolean }
  | { readonly kind: "timer" }
  | { readonly kind: "online" }
  | { readonly kind: "offline" }
  /** The page has come to the front again. */
  | { readonly kind: "visible" }
  | { readonly kind: "stop"; readonly code: number; readonly reason: string }
  | { readonly kind: "subscribe"; readonly stream: StreamId }
  | { readonly kind: "unsubscribe"; readonly stream: StreamId }
  | { readonly kind: "command"; readonly command: GivenCommand }
  | { readonly kind: "token"; readonly token: string };

/** How a command ended that the server has accepted, or that went out to a server without sessions. */
export type CommandOutcome = {
  /** `accepted`: the command has taken effect. `sent`: the server speaks no sessions, so it gives no answer. */
  readonly status: "accepted" | "sent";
  /** The stream's newest position when the command took effect. */
  readonly at?: Position | undefined;
  /** The value that the command's handler returned. */
  readonly value?: unknown;
  /** True if the command had taken effect before, and this is the outcome from then. */
  readonly isDuplicate: boolean;
};

/** How a command ended that the server has refused. */
type Rejection = {
  readonly status: "rejected";
  readonly code: string;
  readonly message: string;
  readonly decided?: { readonly id: CommandId; readonly event: ClientEventValue } | undefined;
};

/** How a command ended that the client has given up. `unconfirmed`: it was sent, and its effect is unknown. */
type GivenUp = { readonly status: "full" | "expired" | "closed" | "unconfirmed" };

/** How a command ended. */
export type CommandEnd = CommandOutcome | Rejection | GivenUp;

/** What the driver has to do, in order. */
export type ClientOutput =
  | { readonly action: "dial"; readonly attempt: number; readonly needsToken: boolean }
  | { readonly action: "drop"; readonly code: number; readonly reason: string }
  | { readonly action: "send"; readonly frame: ClientFrame }
  /** A bare event, in plain mode. */
  | { readonly action: "sendEvent"; readonly event: ClientEventValue }
  | CursorOutput
  | { readonly action: "finish"; readonly id: CommandId; readonly end: CommandEnd }
  /** The server was built from a protocol that is not quite this one. */
  | { readonly action: "warn"; readonly protocol: ProtocolIdentity; readonly verdict: Compatibility };

/** Result of a step. */
export type ClientStep = { readonly state: ClientState; readonly outputs: readonly ClientOutput[] };

/** A client that has not begun. */
export function createClientState(options: ClientOptions, streams: readonly StreamId[], token?: string): ClientState {
  return {
    options,
    connection: { phase: "idle" },
    connectionWakeMs: undefined,
    link: { mode: "none" },
    pulse: defaultPulse,
    cursors: new Map(streams.map((stream) => [stream, newCursor])),
    outbox: [],
    token,
    wakeMs: undefined,
  };
}
