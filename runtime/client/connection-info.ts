import type { ClientState } from "../core/client-steps/client-state.js";
import { attemptOf } from "../core/client-steps/turn.js";
import type { ConnectionInfo } from "./options.js";

/** Returns the facts about a connection from the client's state. Returns the object `before` if no fact has changed. */
export function connectionInfo(state: ClientState, before: ConnectionInfo | undefined): ConnectionInfo {
  const { connection, session, heartbeat, cursors, outbox } = state;
  const positions = Object.fromEntries(
    [...cursors].flatMap(([stream, { position }]) => (position === undefined ? [] : [[stream, position]])),
  );
  const { phase } = session;
  const next: ConnectionInfo = {
    mode: phase === "open" ? "session" : phase === "greeted" ? "none" : phase,
    attempt: attemptOf(state),
    nextRetryAtMs: "retryAtMs" in connection ? connection.retryAtMs : undefined,
    roundTripMs: heartbeat.roundTripMs,
    positions,
    reason: "reason" in connection ? connection.reason : undefined,
    waitingCommands: outbox.length,
  };
  return before !== undefined && JSON.stringify(before) === JSON.stringify(next) ? before : next;
}
