import * as closeCodes from "../base/close-codes.js";
import { put, tell } from "../steps/turn.js";
import { close, end, notify } from "./connection-turn.js";
import type { ConnectionInput, ConnectionTurn } from "./served-connection.js";

/** Checks the time limits of a connection. One timer of the server ticks for all connections. */
export function takeTick(turn: ConnectionTurn): void {
  const { nowMs, state } = turn;
  const { phase, sinceMs, tokenExpiresAtMs, isWritable, progressAtMs, heardAtMs, pingedAtMs } = state;
  const { limits, heartbeat } = state.options;
  const isOver = (fromMs: number, limitMs: number): boolean => nowMs - fromMs >= limitMs;
  if (phase === "greeting" && isOver(sinceMs, limits.helloTimeoutMs)) return close(turn, closeCodes.helloTimeout, "no $hello in time");
  if (phase === "leaving" && isOver(sinceMs, limits.byeGraceMs)) return close(turn, closeCodes.restart, "restart");
  if (tokenExpiresAtMs !== undefined && nowMs >= tokenExpiresAtMs) return close(turn, closeCodes.tokenExpired, "the token has expired");
  if (!isWritable) {
    // A ping could not pass a full socket. Instead the socket has to make progress.
    if (!isOver(progressAtMs, limits.progressTimeoutMs)) return;
    return close(turn, closeCodes.slowConsumer, "slow consumer: took nothing for too long");
  }
  if (isOver(heardAtMs, heartbeat.timeoutMs)) {
    end(turn);
    return tell(turn, { action: "terminate" });
  }
  if (!isOver(pingedAtMs, heartbeat.intervalMs)) return;
  put(turn, { pingedAtMs: nowMs });
  tell(turn, { action: "ping" });
}

/** The server is about to stop. Tells a session when to come back. A connection in plain mode is closed with 1012. */
export function takeBye(turn: ConnectionTurn, { reason, afterMs, spreadMs }: Extract<ConnectionInput, { readonly kind: "bye" }>): void {
  const { phase, codec } = turn.state;
  if (phase === "leaving") return;
  if (phase !== "open" || !codec.isSession) return close(turn, closeCodes.restart, reason);
  put(turn, { phase: "leaving", sinceMs: turn.nowMs });
  notify(turn, { type: "$bye", reason, afterMs, spreadMs });
}
