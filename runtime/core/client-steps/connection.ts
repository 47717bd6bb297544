import type { ConnectionState, Waiting } from "./client-state.js";
import { backoffDelayMs } from "../base/backoff.js";
import { closeDecision } from "../base/close-code.js";
import * as closeCodes from "../base/close-codes.js";
import { isDue } from "../steps/is-due.js";
import { put, tell } from "../steps/turn.js";
import { attemptOf, isOver } from "./turn.js";
import type { Turn } from "./turn.js";

const connectTimeoutMs = 10_000;
const stableAfterMs = 10_000;
const offlineProbeMs = 30_000;

/** Begins the next attempt to connect. */
export function dial(turn: Turn): void {
  const { connection, token } = turn.state;
  const attempt = attemptOf(turn.state) + 1;
  move(turn, { phase: "connecting", attempt, failures: "failures" in connection ? connection.failures : 0 }, connectTimeoutMs);
  tell(turn, { action: "dial", attempt, needsToken: token === undefined });
}

/** Handles the opening of the socket. A session is in phase `syncing` first. In plain mode the client is live at once. */
export function established(turn: Turn, isSession: boolean): void {
  const { connection } = turn.state;
  if (connection.phase !== "connecting") return;
  if (isSession) move(turn, { ...connection, phase: "syncing" }, connectTimeoutMs);
  else move(turn, { ...connection, phase: "live", sinceMs: turn.nowMs });
}

/** Makes the client live, because all streams of the session are up to date. */
export function synced(turn: Turn): void {
  const { connection } = turn.state;
  if (connection.phase === "syncing") move(turn, { ...connection, phase: "live", sinceMs: turn.nowMs });
}

/** Makes the connection stale, because the server has not answered a `$ping` in time. */
export function fellSilent(turn: Turn): void {
  const { connection } = turn.state;
  if (connection.phase === "live") move(turn, { ...connection, phase: "stale" });
}

/** Ends the phase `stale`, because the server has sent a frame. */
export function heard(turn: Turn): void {
  const { connection } = turn.state;
  if (connection.phase === "stale") move(turn, { ...connection, phase: "live" });
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
  const { connection } = turn.state;
  if (!("failures" in connection) || "retryAtMs" in connection) return;
  const { attempt } = connection;
  const decision = closeDecision(code);
  if (code === closeCodes.incompatible) move(turn, { phase: "incompatible", attempt, code, reason });
  else if (decision.action === "stop") move(turn, { phase: "closed", attempt, code, reason });
  else {
    const wasStable = "sinceMs" in connection && isDue(connection.sinceMs, stableAfterMs, turn.nowMs);
    const failures = wasStable ? 0 : connection.failures;
    // After a code such as 4200 the client dials at once, unless the connection before has failed, too. Otherwise the client
    // would dial in a loop if a server closed every connection with this code.
    const delayMs = decision.atOnce && failures === 0 ? 0 : decision.minDelayMs + backoffDelayMs(failures, turn.random);
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
  if (isWaiting(turn)) dial(turn);
  else leave(turn, closeCodes.abnormal, `the server did not answer within ${connectTimeoutMs / 1_000} s`);
}

/** Dials if the client waits for its next dial, because the network is back or the application wants to connect now. */
export function wentOnline(turn: Turn): void {
  if (isWaiting(turn)) dial(turn);
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

function isWaiting({ state: { connection } }: Turn): boolean {
  return "retryAtMs" in connection;
}

function wait(turn: Turn, delayMs: number, state: Omit<Waiting, "retryAtMs">, phase: "backoff" | "offline" = "backoff"): void {
  const { attempt, failures, code, reason } = state;
  move(turn, { phase, attempt, failures, retryAtMs: turn.nowMs + delayMs, code, reason }, delayMs);
}

const noSession = { phase: "none" } as const;

/** Changes the connection's phase. @param dueMs Milliseconds that the phase may last. @default no limit */
function move(turn: Turn, connection: ConnectionState, dueMs?: number): void {
  const isUp = "sinceMs" in connection || connection.phase === "syncing";
  put(turn, {
    connection,
    connectionWakeMs: dueMs === undefined ? undefined : turn.nowMs + dueMs,
    session: isUp ? turn.state.session : noSession,
  });
}
