import type { ClientState } from "../core/client-steps/client-state.js";
import type { ConnectionInfo } from "./options.js";

/** Returns the facts about a connection from the client's state. Returns the object `before` if no fact has changed. */
export function connectionInfo(state: ClientState, before: ConnectionInfo | undefined): ConnectionInfo {
  const { session, heartbeat, cursors, outbox } = state;
  const positions = Object.fromEntries(
    [...cursors].flatMap(([stream, { position }]) => (position === undefined ? [] : [[stream, position]])),
  );
  const { phase } = session;
  const next: ConnectionInfo = {
    mode: phase === "open" ? "session" : phase === "greeted" ? "none" : phase,
    roundTripMs: heartbeat.roundTripMs,
    positions,
    waitingCommands: outbox.length,
  };
  return before && JSON.stringify(before) === JSON.stringify(next) ? before : next;
}
