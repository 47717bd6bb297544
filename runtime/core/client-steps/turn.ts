import type { Turn as AnyTurn } from "../steps/turn.js";
import type { ClientOutput, ClientState } from "./client-state.js";

/** One step of a client while it is worked out. */
export type Turn = AnyTurn<ClientState, ClientOutput> & {
  readonly nowMs: number;
  /** In [0, 1). */
  readonly random: number;
};

/** Number of the current attempt; 0 before the first. */
export function attemptOf({ connection }: ClientState): number {
  return connection.phase === "idle" ? 0 : connection.attempt;
}

/** True where a session is open, so that frames can be sent. */
export function isSession({ link }: ClientState): boolean {
  return link.mode === "session";
}

/** True where nothing will be dialled any more. */
export function isOver({ connection }: ClientState): boolean {
  return connection.phase === "closed" || connection.phase === "incompatible";
}
