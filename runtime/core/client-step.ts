import { backoffDelayMs } from "./backoff.js";
import { closeCodes, closeDecision } from "./close-code.js";

const connectTimeoutMs = 10_000;
const stableAfterMs = 10_000;
const offlineProbeMs = 30_000;

/**
 * Where a client's connection stands. `attempt` counts dials from 1; `failures` is how many in a row
 * did not stay up for 10 s. Times are those of the client's clock, in milliseconds.
 */
export type ClientState =
  | { readonly phase: "idle" }
  | { readonly phase: "connecting"; readonly attempt: number; readonly failures: number }
  | { readonly phase: "live"; readonly attempt: number; readonly failures: number; readonly sinceMs: number }
  | ({ readonly phase: "backoff" } & Waiting)
  /** The browser says that there is no network; dials when that changes, or after 30 s anyway. */
  | ({ readonly phase: "offline" } & Waiting)
  | { readonly phase: "closed"; readonly attempt: number; readonly code: number; readonly reason: string };

type Waiting = {
  readonly attempt: number;
  readonly failures: number;
  readonly retryAtMs: number;
  /** Close code of the connection that was lost; 1006 when there never was one. */
  readonly code: number;
  readonly reason: string;
};

/** What happens to a client. Whatever belongs to an attempt that is no longer the current one is ignored. */
export type ClientInput =
  | { readonly kind: "start" }
  | { readonly kind: "opened"; readonly attempt: number; readonly nowMs: number }
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
export type ClientOutput =
  | { readonly action: "dial"; readonly attempt: number }
  | { readonly action: "drop"; readonly code: number; readonly reason: string }
  | { readonly action: "wait"; readonly attempt: number; readonly delayMs: number }
  | { readonly action: "cancel" };

/** Result of {@link clientStep}. */
export type ClientStep = { readonly state: ClientState; readonly outputs: readonly ClientOutput[] };

/** The client's state machine: pure, so that a simulator drives the same code as a socket does. */
export function clientStep(state: ClientState, input: ClientInput): ClientStep {
  switch (input.kind) {
    case "start":
      return state.phase === "idle" ? dial(0, 0) : same(state);
    case "opened":
      return opened(state, input.attempt, input.nowMs);
    case "lost":
      return lost(state, input);
    case "timer":
      return timer(state, input.attempt, input.nowMs, input.random);
    case "online":
      return isWaiting(state) ? dial(state.attempt, state.failures) : same(state);
    case "offline":
      return state.phase === "backoff" ? goOffline(state, input.nowMs) : same(state);
    case "stop":
      return stop(state, input.code, input.reason);
  }
}

function same(state: ClientState): ClientStep {
  return { state, outputs: [] };
}

function isWaiting(state: ClientState): state is ClientState & Waiting {
  return state.phase === "backoff" || state.phase === "offline";
}

function dial(previousAttempt: number, failures: number): ClientStep {
  const attempt = previousAttempt + 1;
  return {
    state: { phase: "connecting", attempt, failures },
    outputs: [
      { action: "wait", attempt, delayMs: connectTimeoutMs },
      { action: "dial", attempt },
    ],
  };
}

function opened(state: ClientState, attempt: number, nowMs: number): ClientStep {
  if (state.phase !== "connecting" || state.attempt !== attempt) return same(state);
  const live: ClientState = { phase: "live", attempt, failures: state.failures, sinceMs: nowMs };
  return { state: live, outputs: [{ action: "cancel" }] };
}

function timer(state: ClientState, attempt: number, nowMs: number, random: number): ClientStep {
  if (isWaiting(state) && state.attempt === attempt) return dial(state.attempt, state.failures);
  if (state.phase !== "connecting" || state.attempt !== attempt) return same(state);
  const reason = `no answer within ${connectTimeoutMs / 1_000} s`;
  const code = closeCodes.abnormal;
  const step = lost(state, { kind: "lost", attempt, code, reason, nowMs, random, isOnline: true });
  return { state: step.state, outputs: [{ action: "drop", code: closeCodes.done, reason }, ...step.outputs] };
}

function lost(state: ClientState, input: Lost): ClientStep {
  if (state.phase !== "connecting" && state.phase !== "live") return same(state);
  if (state.attempt !== input.attempt) return same(state);
  const { attempt, code, reason, nowMs } = input;
  const decision = closeDecision(code);
  if (decision.action === "stop") {
    return { state: { phase: "closed", attempt, code, reason }, outputs: [{ action: "cancel" }] };
  }
  const wasStable = state.phase === "live" && nowMs - state.sinceMs >= stableAfterMs;
  const failures = wasStable ? 0 : state.failures;
  // Only the first time: a server that answers every dial with "at once" must not be hammered.
  const isAtOnce = decision.atOnce && failures === 0;
  const delayMs = isAtOnce ? 0 : decision.minDelayMs + backoffDelayMs(failures, input.random);
  const waiting: Waiting = { attempt, failures: failures + 1, retryAtMs: nowMs + delayMs, code, reason };
  if (!input.isOnline) return goOffline({ phase: "backoff", ...waiting }, nowMs);
  return { state: { phase: "backoff", ...waiting }, outputs: [{ action: "wait", attempt, delayMs }] };
}

function goOffline(state: Waiting & { readonly phase: "backoff" }, nowMs: number): ClientStep {
  return {
    state: { ...state, phase: "offline", retryAtMs: nowMs + offlineProbeMs },
    outputs: [{ action: "wait", attempt: state.attempt, delayMs: offlineProbeMs }],
  };
}

function stop(state: ClientState, code: number, reason: string): ClientStep {
  if (state.phase === "closed") return same(state);
  const attempt = state.phase === "idle" ? 0 : state.attempt;
  return {
    state: { phase: "closed", attempt, code, reason },
    outputs: [{ action: "cancel" }, { action: "drop", code, reason }],
  };
}
