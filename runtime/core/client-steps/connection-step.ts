import { backoffDelayMs } from "../backoff.js";
import { closeCodes, closeDecision } from "../close-code.js";

const connectTimeoutMs = 10_000;
const stableAfterMs = 10_000;
const offlineProbeMs = 30_000;

/**
 * Where a client's connection stands. `attempt` counts dials from 1; `failures` is how many in a row
 * did not stay up for 10 s. Times are those of the client's clock, in milliseconds.
 */
export type ConnectionState =
  | { readonly phase: "idle" }
  | { readonly phase: "connecting"; readonly attempt: number; readonly failures: number }
  /** The session's streams are being brought up to date. */
  | { readonly phase: "syncing"; readonly attempt: number; readonly failures: number }
  | { readonly phase: "live"; readonly attempt: number; readonly failures: number; readonly sinceMs: number }
  /** Nothing has been heard for too long and a probe is out. */
  | { readonly phase: "stale"; readonly attempt: number; readonly failures: number; readonly sinceMs: number }
  | ({ readonly phase: "backoff" } & Waiting)
  /** The browser says that there is no network; dials when that changes, or after 30 s anyway. */
  | ({ readonly phase: "offline" } & Waiting)
  | { readonly phase: "closed"; readonly attempt: number; readonly code: number; readonly reason: string }
  /** One of the two peers is too old for the other; a newer build is needed. */
  | { readonly phase: "incompatible"; readonly attempt: number; readonly code: number; readonly reason: string };

type Waiting = {
  readonly attempt: number;
  readonly failures: number;
  readonly retryAtMs: number;
  /** Close code of the connection that was lost; 1006 when there never was one. */
  readonly code: number;
  readonly reason: string;
};

/** What happens to a client. Whatever belongs to an attempt that is no longer the current one is ignored. */
export type ConnectionInput =
  | { readonly kind: "start" }
  /** `isSession` when the server has agreed to the session protocol, so that there is something to sync. */
  | { readonly kind: "opened"; readonly attempt: number; readonly nowMs: number; readonly isSession?: boolean }
  | { readonly kind: "welcomed"; readonly attempt: number }
  | { readonly kind: "synced"; readonly attempt: number; readonly nowMs: number }
  | { readonly kind: "silent"; readonly attempt: number }
  | { readonly kind: "heard"; readonly attempt: number }
  /** The server asks to come back after `delayMs`. */
  | { readonly kind: "bye"; readonly attempt: number; readonly nowMs: number; readonly delayMs: number; readonly reason: string }
  | Lost
  | { readonly kind: "timer"; readonly attempt: number; readonly nowMs: number; readonly random: number }
  | { readonly kind: "online" }
  | { readonly kind: "offline"; readonly nowMs: number }
  | { readonly kind: "stop"; readonly code: number; readonly reason: string };

type Lost = {
  readonly kind: "lost";
  readonly attempt: number;
  readonly code: number;
  readonly reason: string;
  readonly nowMs: number;
  readonly random: number;
  /** False when the environment says that there is no network. */
  readonly isOnline: boolean;
};

/** What the driver has to do. There is one timer: `wait` replaces it, `cancel` stops it. */
export type ConnectionOutput =
  | { readonly action: "dial"; readonly attempt: number }
  | { readonly action: "drop"; readonly code: number; readonly reason: string }
  | { readonly action: "wait"; readonly attempt: number; readonly delayMs: number }
  | { readonly action: "cancel" };

/** Result of {@link connectionStep}. */
export type ConnectionStep = { readonly state: ConnectionState; readonly outputs: readonly ConnectionOutput[] };

/** Dialling, waiting and giving up: pure, so that a simulator drives the same code as a socket does. */
export function connectionStep(state: ConnectionState, input: ConnectionInput): ConnectionStep {
  switch (input.kind) {
    case "start":
      return state.phase === "idle" ? dial(0, 0) : quiet(state);
    case "opened":
      return isCurrent(state, input.attempt, "connecting") ? opened(state, input.nowMs, input.isSession === true) : quiet(state);
    case "welcomed":
      return isCurrent(state, input.attempt, "syncing") ? { state, outputs: [{ action: "cancel" }] } : quiet(state);
    case "synced":
      return isCurrent(state, input.attempt, "syncing") ? quiet({ ...state, phase: "live", sinceMs: input.nowMs }) : quiet(state);
    case "silent":
      return isCurrent(state, input.attempt, "live") ? quiet({ ...state, phase: "stale" }) : quiet(state);
    case "heard":
      return isCurrent(state, input.attempt, "stale") ? quiet({ ...state, phase: "live" }) : quiet(state);
    case "bye":
      return isOpen(state) && state.attempt === input.attempt ? bye(state, input.nowMs, input.delayMs, input.reason) : quiet(state);
    case "lost":
      return lost(state, input);
    case "timer":
      return timer(state, input.attempt, input.nowMs, input.random);
    case "online":
      return isWaiting(state) ? dial(state.attempt, state.failures) : quiet(state);
    case "offline":
      return state.phase === "backoff" ? goOffline(state, input.nowMs) : quiet(state);
    case "stop":
      return stop(state, input.code, input.reason);
  }
}

function quiet(state: ConnectionState): ConnectionStep {
  return { state, outputs: [] };
}

type Phase = ConnectionState["phase"];

function isCurrent<P extends Phase>(state: ConnectionState, attempt: number, phase: P): state is ConnectionState & { readonly phase: P } {
  return state.phase === phase && "attempt" in state && state.attempt === attempt;
}

type Open = ConnectionState & { readonly phase: "syncing" | "live" | "stale" };

function isOpen(state: ConnectionState): state is Open {
  return state.phase === "syncing" || state.phase === "live" || state.phase === "stale";
}

function isWaiting(state: ConnectionState): state is ConnectionState & Waiting {
  return state.phase === "backoff" || state.phase === "offline";
}

function dial(previousAttempt: number, failures: number): ConnectionStep {
  const attempt = previousAttempt + 1;
  return {
    state: { phase: "connecting", attempt, failures },
    outputs: [
      { action: "wait", attempt, delayMs: connectTimeoutMs },
      { action: "dial", attempt },
    ],
  };
}

function opened(state: ConnectionState & { readonly phase: "connecting" }, nowMs: number, isSession: boolean): ConnectionStep {
  const { attempt, failures } = state;
  if (!isSession) return { state: { phase: "live", attempt, failures, sinceMs: nowMs }, outputs: [{ action: "cancel" }] };
  return { state: { phase: "syncing", attempt, failures }, outputs: [{ action: "wait", attempt, delayMs: connectTimeoutMs }] };
}

function bye(state: Open, nowMs: number, delayMs: number, reason: string): ConnectionStep {
  const { attempt } = state;
  const waiting: Waiting = { attempt, failures: state.failures, retryAtMs: nowMs + delayMs, code: closeCodes.restart, reason };
  return {
    state: { phase: "backoff", ...waiting },
    outputs: [
      { action: "drop", code: closeCodes.done, reason },
      { action: "wait", attempt, delayMs },
    ],
  };
}

function timer(state: ConnectionState, attempt: number, nowMs: number, random: number): ConnectionStep {
  if (isWaiting(state) && state.attempt === attempt) return dial(state.attempt, state.failures);
  if (!isCurrent(state, attempt, "connecting") && !isCurrent(state, attempt, "syncing")) return quiet(state);
  const reason = `no answer within ${connectTimeoutMs / 1_000} s`;
  const code = closeCodes.abnormal;
  const step = lost(state, { kind: "lost", attempt, code, reason, nowMs, random, isOnline: true });
  return { state: step.state, outputs: [{ action: "drop", code: closeCodes.done, reason }, ...step.outputs] };
}

function lost(state: ConnectionState, input: Lost): ConnectionStep {
  if (state.phase !== "connecting" && !isOpen(state)) return quiet(state);
  if (state.attempt !== input.attempt) return quiet(state);
  const { attempt, code, reason, nowMs } = input;
  if (code === closeCodes.incompatible) return { state: { phase: "incompatible", attempt, code, reason }, outputs: [{ action: "cancel" }] };
  const decision = closeDecision(code);
  if (decision.action === "stop") {
    return { state: { phase: "closed", attempt, code, reason }, outputs: [{ action: "cancel" }] };
  }
  const wasStable = (state.phase === "live" || state.phase === "stale") && nowMs - state.sinceMs >= stableAfterMs;
  const failures = wasStable ? 0 : state.failures;
  // Only the first time: a server that answers every dial with "at once" must not be hammered.
  const isAtOnce = decision.atOnce && failures === 0;
  const delayMs = isAtOnce ? 0 : decision.minDelayMs + backoffDelayMs(failures, input.random);
  const waiting: Waiting = { attempt, failures: failures + 1, retryAtMs: nowMs + delayMs, code, reason };
  if (!input.isOnline) return goOffline({ phase: "backoff", ...waiting }, nowMs);
  return { state: { phase: "backoff", ...waiting }, outputs: [{ action: "wait", attempt, delayMs }] };
}

function goOffline(state: Waiting & { readonly phase: "backoff" }, nowMs: number): ConnectionStep {
  return {
    state: { ...state, phase: "offline", retryAtMs: nowMs + offlineProbeMs },
    outputs: [{ action: "wait", attempt: state.attempt, delayMs: offlineProbeMs }],
  };
}

function stop(state: ConnectionState, code: number, reason: string): ConnectionStep {
  if (state.phase === "closed" || state.phase === "incompatible") return quiet(state);
  const attempt = state.phase === "idle" ? 0 : state.attempt;
  return {
    state: { phase: "closed", attempt, code, reason },
    outputs: [{ action: "cancel" }, { action: "drop", code, reason }],
  };
}
