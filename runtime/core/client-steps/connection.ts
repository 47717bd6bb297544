import type { ConnectionState, Waiting } from "./client-state.js";
import { backoffDelayMs } from "../base/backoff.js";
import { closeDecision } from "../base/close-code.js";
import * as closeCodes from "../base/close-codes.js";
import { put, tell } from "../steps/turn.js";
import { attemptOf, isOver } from "./turn.js";
import type { Turn } from "./turn.js";

const connectTimeoutMs = 10_000;
const stableAfterMs = 10_000;
const offlineProbeMs = 30_000;

/**
 * Moves the connection from one phase to another. Returns false if the connection is in a different phase. A session is `syncing`
 * before it is `live`. In plain mode the client is live at once.
 */
export function pass(turn: Turn, from: ConnectionState["phase"], to: "syncing" | "live" | "stale"): boolean {
  const { connection } = turn.state;
  if (connection.phase !== from || !("failures" in connection) || "retryAtMs" in connection) return false;
  if (from === "syncing") put(turn, { isTokenRefused: false });
  if (to === "syncing") move(turn, { ...connection, phase: to }, connectTimeoutMs);
  else move(turn, { sinceMs: turn.nowMs, ...connection, phase: to });
  return true;
}

/** Closes the connection, because the server asks the client to connect again after `delayMs`. */
export function dismissed(turn: Turn, delayMs: number, reason: string): void {
  const { connection } = turn.state;
  if (!("failures" in connection)) return;
  wait(turn, delayMs, { ...connection, code: closeCodes.restart, reason });
  tell(turn, { action: "drop", code: closeCodes.done, reason });
}

/** Handles the loss of the connection, or a failed dial. The close code decides whether the client dials again. */
export function lost(turn: Turn, code: number, reason: string, isOnline = true): void {
  const { connection, subprotocol, options, isTokenRefused } = turn.state;
  if (!("failures" in connection) || "retryAtMs" in connection) return;
  const { attempt } = connection;
  // A proxy may close a connection with 1000, too. A server of `dagwire.v1.1` sends a final `$bye` before it uses this code.
  const isCut = code === closeCodes.done && subprotocol === "dagwire.v1.1";
  const asksAgain = code === closeCodes.unauthenticated && options.asksToken === true && isTokenRefused !== true;
  if (asksAgain) put(turn, { isTokenRefused: true });
  const decision = closeDecision(isCut || asksAgain ? closeCodes.abnormal : code);
  if (decision.action === "stop") {
    move(turn, { phase: code === closeCodes.incompatible ? "incompatible" : "closed", attempt, code, reason });
  } else {
    const wasStable = "sinceMs" in connection && turn.nowMs >= connection.sinceMs + stableAfterMs;
    const failures = wasStable ? 0 : connection.failures;
    // After a code such as 4200 the client dials at once, unless the connection before has failed, too. Otherwise the client
    // would dial in a loop if a server closed every connection with this code.
    const isAtOnce = asksAgain || (decision.atOnce && failures === 0);
    const delayMs = isAtOnce ? 0 : decision.minDelayMs + backoffDelayMs(failures, turn.random);
    wait(turn, delayMs, { attempt, failures: failures + 1, code, reason });
    if (!isOnline) goOffline(turn);
  }
}

/** Closes the connection. Then does what the client does after the server has closed a connection with the same code. */
export function leave(turn: Turn, code: number, reason: string): void {
  // RFC 6455 forbids to send 1006: this code stands for a connection that was lost.
  tell(turn, { action: "drop", code: code === closeCodes.abnormal ? closeCodes.done : code, reason });
  lost(turn, code, reason);
}

/** Dials if the wait before the next dial is over. Otherwise closes the connection, because its phase has timed out. */
export function connectionDue(turn: Turn): void {
  if (!dialIfWaiting(turn)) leave(turn, closeCodes.abnormal, `the server did not answer within ${connectTimeoutMs / 1_000} s`);
}

/** Dials if the client waits for its first or next dial. Returns true if it does. */
export function dialIfWaiting(turn: Turn): boolean {
  const { connection } = turn.state;
  if (connection.phase !== "idle" && !("retryAtMs" in connection)) return false;
  const attempt = attemptOf(turn.state) + 1;
  move(turn, { phase: "connecting", attempt, failures: "failures" in connection ? connection.failures : 0 }, connectTimeoutMs);
  tell(turn, { action: "dial", attempt });
  return true;
}

/** Changes the phase `backoff` to `offline`, because the browser reports that it has no network. */
export function goOffline(turn: Turn): void {
  const { connection } = turn.state;
  if (connection.phase === "backoff") wait(turn, offlineProbeMs, connection, "offline");
}

/** Closes the connection for good. */
export function stop(turn: Turn, code: number, reason: string): void {
  if (isOver(turn.state)) return;
  move(turn, { phase: "closed", attempt: attemptOf(turn.state), code, reason });
  tell(turn, { action: "drop", code, reason });
}

function wait(turn: Turn, delayMs: number, state: Omit<Waiting, "retryAtMs">, phase: "backoff" | "offline" = "backoff"): void {
  const { attempt, failures, code, reason } = state;
  move(turn, { phase, attempt, failures, retryAtMs: turn.nowMs + delayMs, code, reason }, delayMs);
}

const noSession = { phase: "none" } as const;

/** Changes the connection's phase. @param dueMs Milliseconds that the phase may last. @default no limit */
function move(turn: Turn, connection: ConnectionState, dueMs?: number): void {
  put(turn, {
    connection,
    connectionWakeMs: dueMs === undefined ? undefined : turn.nowMs + dueMs,
    session: "sinceMs" in connection ? turn.state.session : noSession,
  });
}
