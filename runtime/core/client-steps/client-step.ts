import { closeCodes } from "../close-code.js";
import { attemptOf } from "./client-state.js";
import type { ClientInput, ClientOutput, ClientState, ClientStep, Settlement } from "./client-state.js";
import { connectionStep } from "./connection-step.js";
import type { ConnectionInput } from "./connection-step.js";
import { newCursor, reopenCursor } from "./cursor.js";
import { frameStep } from "./frame-step.js";
import { addCommand, outboxWakeMs, takeSendable } from "./outbox.js";
import type { GivenCommand, QueuedCommand } from "./outbox.js";
import { defaultPulse, judgePulse, probe, pulseWakeMs } from "./pulse.js";
import { applyConnection, chain, combine, quiet } from "./step-helpers.js";

/**
 * One step of a session client: what it knows and what happens give what it knows then and what is to be
 * done. Pure: the simulator drives this very function over a faulty network.
 */
export function clientStep(state: ClientState, input: ClientInput): ClientStep {
  const step = chain(react(state, input), (next) => flush(next, input.nowMs));
  return { state: { ...step.state, wakeMs: wakeMs(step.state, input.nowMs) }, outputs: step.outputs };
}

function wakeMs(state: ClientState, nowMs: number): number | undefined {
  const isPulsing = state.link.mode === "session" || state.link.mode === "greeted";
  const times = [state.connectionWakeMs, isPulsing ? pulseWakeMs(state.pulse, nowMs) : undefined, outboxWakeMs(state.outbox, nowMs)];
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function react(state: ClientState, input: ClientInput): ClientStep {
  switch (input.kind) {
    case "start":
    case "online":
    case "offline":
      return input.kind === "online" && isOpen(state)
        ? ping(state, input.nowMs, true)
        : connect(state, { ...input, kind: input.kind }, input.nowMs);
    case "opened":
      return opened(state, input.attempt, input.isSession, input.nowMs);
    case "frame":
      return frameStep(state, input);
    case "lost":
      return lost(state, input);
    case "timer":
      return timer(state, input);
    case "visible":
      return isOpen(state) ? ping(state, input.nowMs, true) : connect(state, { kind: "online" }, input.nowMs);
    case "stop":
      return stop(state, input.code, input.reason, input.nowMs);
    case "subscribe":
      return subscribe(state, input.stream);
    case "unsubscribe":
      return unsubscribe(state, input.stream);
    case "command":
      return command(state, input.command, input.nowMs);
    case "token":
      return takeToken(state, input.token);
  }
}

function isOpen(state: ClientState): boolean {
  return state.link.mode === "session";
}

function connect(state: ClientState, input: ConnectionInput, nowMs: number): ClientStep {
  return applyConnection(state, connectionStep(state.connection, input), nowMs);
}

function opened(state: ClientState, attempt: number, isSession: boolean, nowMs: number): ClientStep {
  if (state.connection.phase !== "connecting" || state.connection.attempt !== attempt) return quiet(state);
  const step = connect(state, { kind: "opened", attempt, nowMs, isSession }, nowMs);
  if (!isSession) return { ...step, state: { ...step.state, link: { mode: "plain" } } };
  const cursors = new Map([...state.cursors].map(([stream, cursor]) => [stream, reopenCursor(cursor)]));
  const pulse = { ...defaultPulse, heardAtMs: nowMs };
  return combine({ ...step.state, link: { mode: "greeted" }, cursors, pulse }, step.outputs, [{ action: "send", frame: hello(state) }]);
}

function hello({ options, cursors, token }: ClientState): Extract<ClientOutput, { readonly action: "send" }>["frame"] {
  const followed = [...cursors].filter(([, { phase }]) => phase !== "refused");
  const streams = followed.map(([stream, { position }]) => (position === undefined ? { stream } : { stream, after: position }));
  const { protocol, client } = options;
  return { type: "$hello", v: 1, protocol, client, streams, ...(token === undefined ? {} : { auth: token }) };
}

function lost(state: ClientState, input: ClientInput & { readonly kind: "lost" }): ClientStep {
  if (attemptOf(state) !== input.attempt) return quiet(state);
  const step = connect({ ...state, link: { mode: "none" } }, input, input.nowMs);
  // A token that has expired would only be refused again.
  return input.code === closeCodes.tokenExpired ? { ...step, state: { ...step.state, token: undefined } } : step;
}

function timer(state: ClientState, { nowMs, random }: ClientInput): ClientStep {
  const expired = chain(quiet(state), (next) => expire(next, nowMs));
  return chain(expired, (next) => {
    if (next.connectionWakeMs !== undefined && next.connectionWakeMs <= nowMs) {
      const step = connect({ ...next, connectionWakeMs: undefined }, { kind: "timer", attempt: attemptOf(next), nowMs, random }, nowMs);
      return step.state.connection.phase === "backoff" ? { ...step, state: { ...step.state, link: { mode: "none" } } } : step;
    }
    return beat(next, nowMs, random);
  });
}

function beat(state: ClientState, nowMs: number, random: number): ClientStep {
  if (!isOpen(state)) return quiet(state);
  const attempt = attemptOf(state);
  switch (judgePulse(state.pulse, nowMs)) {
    case "fine":
      return quiet(state);
    case "probe":
      return ping(state, nowMs, false);
    case "stale":
      return connect(state, { kind: "silent", attempt }, nowMs);
    case "dead":
      return dead(state, nowMs, random);
  }
}

function dead(state: ClientState, nowMs: number, random: number): ClientStep {
  const attempt = attemptOf(state);
  const reason = "the server is not heard any more";
  const step = lost(state, { kind: "lost", attempt, code: closeCodes.abnormal, reason, isOnline: true, nowMs, random });
  return combine(step.state, [{ action: "drop", code: closeCodes.done, reason }], step.outputs);
}

function ping(state: ClientState, nowMs: number, isUrgent: boolean): ClientStep {
  const pulse = probe(state.pulse, nowMs, isUrgent);
  return { state: { ...state, pulse }, outputs: [{ action: "send", frame: { type: "$ping", n: pulse.sentPings } }] };
}

function expire(state: ClientState, nowMs: number): ClientStep {
  const expired = state.outbox.filter(({ expiresAtMs }) => expiresAtMs <= nowMs);
  if (expired.length === 0) return quiet(state);
  const outbox = state.outbox.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  return { state: { ...state, outbox }, outputs: expired.map((entry) => giveUp(entry, "expired")) };
}

function stop(state: ClientState, code: number, reason: string, nowMs: number): ClientStep {
  return connect({ ...state, link: { mode: "none" } }, { kind: "stop", code, reason }, nowMs);
}

function giveUp({ id, sentOn }: QueuedCommand, outcome: "expired" | "closed"): ClientOutput {
  return settled(id, { outcome: sentOn === 0 ? outcome : "unconfirmed" });
}

function settled(id: string, settlement: Settlement): ClientOutput {
  return { action: "settle", id, settlement };
}

function subscribe(state: ClientState, stream: string): ClientStep {
  const known = state.cursors.get(stream);
  if (known !== undefined && known.phase !== "refused") return quiet(state);
  const cursors = new Map(state.cursors).set(stream, newCursor);
  const outputs: readonly ClientOutput[] = isOpen(state) ? [{ action: "send", frame: { type: "$subscribe", stream } }] : [];
  return { state: { ...state, cursors }, outputs };
}

function unsubscribe(state: ClientState, stream: string): ClientStep {
  const cursors = new Map(state.cursors);
  if (!cursors.delete(stream)) return quiet(state);
  const outputs: readonly ClientOutput[] = isOpen(state) ? [{ action: "send", frame: { type: "$unsubscribe", stream } }] : [];
  return { state: { ...state, cursors }, outputs };
}

function takeToken(state: ClientState, token: string): ClientStep {
  const outputs: readonly ClientOutput[] = isOpen(state) ? [{ action: "send", frame: { type: "$auth", token } }] : [];
  return { state: { ...state, token }, outputs };
}

function command(state: ClientState, given: GivenCommand, nowMs: number): ClientStep {
  const outbox = addCommand(state.outbox, given, state.options.outbox, nowMs);
  if (outbox === undefined) return { state, outputs: [settled(given.id, { outcome: "full" })] };
  return quiet({ ...state, outbox });
}

/** Sends what can be sent, and gives up what never will be. */
function flush(state: ClientState, nowMs: number): ClientStep {
  const { phase } = state.connection;
  if (phase === "closed" || phase === "incompatible") {
    return { state: { ...state, outbox: [] }, outputs: state.outbox.map((entry) => giveUp(entry, "closed")) };
  }
  if (state.link.mode === "plain") return flushPlain(state);
  if (state.link.mode !== "session") return quiet(state);
  const { outbox, commands } = takeSendable(state.outbox, attemptOf(state), state.link.maxUnacked, nowMs, (stream) =>
    hasVerdict(state, stream),
  );
  const outputs = commands.map(({ id, stream, event, expiresAtMs }): ClientOutput => {
    return { action: "send", frame: { type: "$command", id, stream, event, ttlMs: Math.max(0, Math.ceil(expiresAtMs - nowMs)) } };
  });
  return { state: { ...state, outbox }, outputs };
}

function flushPlain(state: ClientState): ClientStep {
  const outputs = state.outbox.flatMap(({ id, event }): readonly ClientOutput[] => [
    { action: "sendEvent", event },
    settled(id, { outcome: "sent" }),
  ]);
  return { state: { ...state, outbox: [] }, outputs };
}

/** A stream that is not followed gets its answer from the server. */
function hasVerdict({ cursors }: ClientState, stream: string): boolean {
  return cursors.get(stream)?.phase !== "asked";
}
