import type { ClientOutput, ClientState } from "./client-state.js";

/** One step of a client while it is worked out: what it knows by now, and what is to be done so far. */
export type Turn = {
  state: ClientState;
  readonly outputs: ClientOutput[];
  readonly nowMs: number;
  /** In [0, 1). */
  readonly random: number;
};

/** Replaces parts of what is known. */
export function put(turn: Turn, parts: Partial<ClientState>): void {
  turn.state = { ...turn.state, ...parts };
}

/** Adds something to do. */
export function tell(turn: Turn, output: ClientOutput): void {
  turn.outputs.push(output);
}

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
