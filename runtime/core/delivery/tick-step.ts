import * as closeCodes from "../base/close-codes.js";
import type { ServerState, ServerStep } from "./server-state.js";
import { frameText } from "./session-frames.js";
import { close, quiet } from "./step-helpers.js";

/** What time alone does to a connection. One timer of the server ticks for all of them. */
export function takeTick(state: ServerState, nowMs: number): ServerStep {
  const { limits, heartbeat } = state.options;
  const isOver = (sinceMs: number, limitMs: number): boolean => nowMs - sinceMs >= limitMs;
  if (state.phase === "closed") return quiet(state);
  if (state.phase === "greeting" && isOver(state.sinceMs, limits.helloTimeoutMs))
    return close(state, closeCodes.helloTimeout, "no $hello in time");
  if (state.phase === "leaving" && isOver(state.sinceMs, limits.byeGraceMs)) return close(state, closeCodes.restart, "restart");
  if (state.tokenExpiresAtMs !== undefined && nowMs >= state.tokenExpiresAtMs)
    return close(state, closeCodes.tokenExpired, "the token has expired");
  if (!state.isWritable) {
    // A full socket cannot answer a ping: what it takes is its sign of life.
    return isOver(state.progressAtMs, limits.progressTimeoutMs)
      ? close(state, closeCodes.slowConsumer, "slow consumer: took nothing for too long")
      : quiet(state);
  }
  if (isOver(state.heardAtMs, heartbeat.timeoutMs)) return terminate(state);
  if (!isOver(state.pingedAtMs, heartbeat.intervalMs)) return quiet(state);
  return { state: { ...state, pingedAtMs: nowMs }, outputs: [{ action: "ping" }] };
}

function terminate(state: ServerState): ServerStep {
  const step = close(state, closeCodes.abnormal, "");
  return { state: step.state, outputs: step.outputs.map((output) => (output.action === "close" ? { action: "terminate" } : output)) };
}

/** The server is about to stop: clients are told when to come back. */
export function takeBye(
  state: ServerState,
  bye: { readonly reason: string; readonly afterMs: number; readonly spreadMs: number },
  nowMs: number,
): ServerStep {
  if (state.phase === "closed" || state.phase === "leaving") return quiet(state);
  const { reason, afterMs, spreadMs } = bye;
  const text = frameText({ type: "$bye", reason, afterMs, spreadMs });
  if (state.phase !== "open") return close(state, closeCodes.restart, reason);
  return { state: { ...state, phase: "leaving", sinceMs: nowMs }, outputs: [{ action: "send", text }] };
}
