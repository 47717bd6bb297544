import type { ClientEvent as ClientFrame } from "../frames/client-event.js";
import type { StreamId } from "../frames/types.js";
import { tell } from "../steps/turn.js";
import type { Turn as AnyTurn } from "../steps/turn.js";
import type { ClientOutput, ClientState } from "./client-state.js";
import type { Loss } from "./stream-loss.js";

/** One step of a client while it runs. */
export type Turn = AnyTurn<ClientState, ClientOutput> & {
  readonly nowMs: number;
  /** A random number in [0, 1), from which the step computes delays. */
  readonly random: number;
  readonly account: LossAccount | undefined;
};

/** The steps that keep account of losses. A client gets them from its driver, so that only pages that keep a state load them. */
export type LossAccount = {
  /**
   * Takes losses of a stream. If one of them is a whole state, the client closes the connection, because it cannot show the
   * stream.
   */
  readonly take: (turn: Turn, stream: StreamId, losses: readonly Loss[]) => void;
  /** Reports losses to the server, and asks for the states that are due. Called at the end of each step. */
  readonly tend: (turn: Turn) => void;
  /** Returns the time at which {@link LossAccount.tend} has something to do, or infinity. */
  readonly wakeMs: (turn: Turn) => number;
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
