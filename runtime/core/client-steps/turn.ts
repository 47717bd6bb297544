import type { ClientEvent as ClientFrame } from "../frames/client-event.js";
import { tell } from "../steps/turn.js";
import type { Turn as AnyTurn } from "../steps/turn.js";
import type { ClientOutput, ClientState } from "./client-state.js";

/** One step of a client while it runs. */
export type Turn = AnyTurn<ClientState, ClientOutput> & {
  readonly nowMs: number;
  /** A random number in [0, 1), from which the step computes delays. */
  readonly random: number;
};

/** Returns the number of the current attempt to connect, or 0 before the first attempt. */
export function attemptOf({ connection }: ClientState): number {
  return connection.phase === "idle" ? 0 : connection.attempt;
}

/** Returns true if a session is open, so that the client can send frames. */
export function isSession({ session }: ClientState): boolean {
  return session.phase === "open";
}

/** Returns true if the client will not dial any more. */
export function isOver({ connection }: ClientState): boolean {
  return connection.phase === "closed" || connection.phase === "incompatible";
}

/** Sends a frame if a session is open. */
export function sendInSession(turn: Turn, frame: ClientFrame): void {
  if (isSession(turn.state)) tell(turn, { action: "send", frame });
}
