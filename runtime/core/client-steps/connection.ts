import type { ConnectionState, Waiting } from "./connection-state.js";
import { backoffDelayMs } from "../base/backoff.js";
import { closeDecision } from "../base/close-code.js";
import * as closeCodes from "../base/close-codes.js";
import { put, tell } from "../steps/turn.js";
import { attemptOf, isOver } from "./turn.js";
import type { Turn } from "./turn.js";

const connectTimeoutMs = 10_000;
const stableAfterMs = 10_000;
const offlineProbeMs = 30_000;

/** Begins an attempt. */
export function dial(turn: Turn): void {
  const { connection, token } = turn.state;
  const attempt = attemptOf(turn.state) + 1;
  move(turn, { phase: "connecting", attempt, failures: "failures" in connection ? connection.failures : 0 }, connectTimeoutMs);
  tell(turn, { action: "dial", attempt, needsToken: token === undefined });
}

/** The attempt has come through; `isSession` when the server speaks sessions, so that there is something to sync. */
export function established(turn: Turn, isSession: boolean): void {
  const { connection } = turn.state;
  if (connection.phase !== "connecting") return;
  if (isSession) move(turn, { ...connection, phase: "syncing" }, connectTimeoutMs);
  else move(turn, { ...connection, phase: "live", sinceMs: turn.nowMs });
}

/** All streams are up to date. */
export function synced(turn: Turn): void {
  const { connection } = turn.state;
  if (connection.phase === "syncing") move(turn, { ...connection, phase: "live", sinceMs: turn.nowMs });
}

/** Nothing is heard. */
export function fellSilent(turn: Turn): void {
  const { connection } = turn.state;
  if (connection.phase === "live") move(turn, { ...connection, phase: "stale" });
}

/** Something is heard. */
export function heard(turn: Turn): void {
  const { connection } = turn.state;
  if (connection.phase === "stale") move(turn, { ...connection, phase: "live" });
}

/** The server asks to come back after `delayMs`. */
export function sentAway(turn: Turn, delayMs: number, reason: string): void {
  const { connection } = turn.state;
  if (!("failures" in connection)) return;
  rest(turn, delayMs, { ...connection, code: closeCodes.restart, reason });
  tell(turn, { action: "drop", code: closeCodes.done, reason });
}

/** The connection is gone, or did not come about. The code says what that means. */
export function lost(turn: Turn, code: number, reason: string, isOnline = true): void {
  const { connection } = turn.state;
  if (!("failures" in connection) || "retryAtMs" in connection) return;
  const { attempt } = connection;
  const decision = closeDecision(code);
  if (code === closeCodes.incompatible) move(turn, { phase: "incompatible", attempt, code, reason });
  else if (decision.action === "stop") move(turn, { phase: "closed", attempt, code, reason });
  else {
    const wasStable = "sinceMs" in connection && turn.nowMs - connection.sinceMs >= stableAfterMs;
    const failures = wasStable ? 0 : connection.failures;
    // Only the first time: a server that answers every dial with "at once" must not be hammered.
    const delayMs = decision.atOnce && failures === 0 ? 0 : decision.minDelayMs + backoffDelayMs(failures, turn.random);
    rest(turn, delayMs, { attempt, failures: failures + 1, code, reason });
    if (!isOnline) goOffline(turn);
  }
}

/** Closes from this side; what the code means is the same as if the server had closed. */
export function leave(turn: Turn, code: number, reason: string): void {
  // No peer may send a code that only stands for a lost connection.
  tell(turn, { action: "drop", code: code === closeCodes.abnormal ? closeCodes.done : code, reason });
  lost(turn, code, reason);
}

/** The connection's own timer is due. */
export function connectionDue(turn: Turn): void {
  if (isWaiting(turn)) dial(turn);
  else leave(turn, closeCodes.abnormal, `no answer within ${connectTimeoutMs / 1_000} s`);
}

/** There is a network, or somebody is impatient. */
export function wentOnline(turn: Turn): void {
  if (isWaiting(turn)) dial(turn);
}

/** The browser says that there is no network. */
export function goOffline(turn: Turn): void {
  const { connection } = turn.state;
  if (connection.phase === "backoff") rest(turn, offlineProbeMs, connection, "offline");
}

/** Ends for good. */
export function stop(turn: Turn, code: number, reason: string): void {
  if (isOver(turn.state)) return;
  move(turn, { phase: "closed", attempt: attemptOf(turn.state), code, reason });
  tell(turn, { action: "drop", code, reason });
}

function isWaiting({ state: { connection } }: Turn): boolean {
  return "retryAtMs" in connection;
}

function rest(turn: Turn, delayMs: number, why: Omit<Waiting, "retryAtMs">, phase: "backoff" | "offline" = "backoff"): void {
  const { attempt, failures, code, reason } = why;
  move(turn, { phase, attempt, failures, retryAtMs: turn.nowMs + delayMs, code, reason }, delayMs);
}

const none = { mode: "none" } as const;

/** @param dueMs how long until the connection's timer; it has none by default. */
function move(turn: Turn, connection: ConnectionState, dueMs?: number): void {
  const isUp = "sinceMs" in connection || connection.phase === "syncing";
  put(turn, {
    connection,
    connectionWakeMs: dueMs === undefined ? undefined : turn.nowMs + dueMs,
    link: isUp ? turn.state.link : none,
  });
}
