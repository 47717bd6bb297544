import { closeCodes } from "../close-code.js";
import { judgeProtocol } from "../compatibility.js";
import type { ByeFrame, NackFrame, ServerEvent as ServerFrame, WelcomeFrame } from "../session/server-event.js";
import type { StreamId, Verdict } from "../session/types.js";
import { attemptOf } from "./client-state.js";
import type { ClientInput, ClientOutput, ClientState, ClientStep } from "./client-state.js";
import { connectionStep } from "./connection-step.js";
import { applyEvents, applyReset, applySnapshot, applySynced, applyVerdict } from "./cursor.js";
import { newCursor } from "./cursor.js";
import type { Cursor, CursorStep } from "./cursor.js";
import { sendLater } from "./outbox.js";
import { hear } from "./pulse.js";
import { applyConnection, chain, combine, quiet } from "./step-helpers.js";

type FrameInput = ClientInput & { readonly kind: "frame" };

/** What a frame of the server does. */
export function frameStep(state: ClientState, input: FrameInput): ClientStep {
  const { frame, attempt, nowMs } = input;
  const isGreeting = state.link.mode === "greeted" && frame.type === "$welcome";
  if (attemptOf(state) !== attempt || (state.link.mode !== "session" && !isGreeting)) return quiet(state);
  const pulse = hear(state.pulse, nowMs, frame.type === "$pong" ? frame.n : undefined);
  const heard = applyConnection({ ...state, pulse }, connectionStep(state.connection, { kind: "heard", attempt }), nowMs);
  return chain(heard, (next) => receive(next, frame, input));
}

function receive(state: ClientState, frame: ServerFrame, input: FrameInput): ClientStep {
  switch (frame.type) {
    case "$welcome":
      return welcome(state, frame, input);
    case "$subscribed":
      return atCursor(state, frame.verdict.stream, input, (cursor) => applyVerdict(cursor, frame.verdict));
    case "$unsubscribed":
      return ended(state, frame.stream, frame.code, frame.reason);
    case "$events":
      return atCursor(state, frame.stream, input, (cursor) => applyEvents(cursor, frame));
    case "$snapshot":
      return atCursor(state, frame.stream, input, (cursor) => applySnapshot(cursor, frame));
    case "$synced":
      return chain(
        atCursor(state, frame.stream, input, (cursor) => applySynced(cursor, frame)),
        (next) => checkSynced(next, input.nowMs),
      );
    case "$reset":
      return atCursor(state, frame.stream, input, () => applyReset(frame.stream, frame.reason));
    case "$ack":
      return settle(state, frame.id, { outcome: "acked", at: frame.at, result: frame.result, isDuplicate: frame.duplicate === true });
    case "$nack":
      return nack(state, frame, input.nowMs);
    case "$bye":
      return bye(state, frame, input);
    case "$pong":
      return quiet(state);
  }
}

function welcome(state: ClientState, frame: WelcomeFrame, input: FrameInput): ClientStep {
  const verdict = judgeProtocol(state.options.protocol, frame.protocol, state.options.matrix);
  if (verdict === "refuse") return leave(state, input, closeCodes.incompatible, "the server speaks an incompatible protocol");
  const { intervalMs, timeoutMs } = frame.heartbeat;
  const pulse = { ...state.pulse, intervalMs, timeoutMs };
  const link = { mode: "session", maxUnacked: frame.limits.maxUnacked } as const;
  const welcomed = connectionStep(state.connection, { kind: "welcomed", attempt: input.attempt });
  let step = applyConnection({ ...state, pulse, link }, welcomed, input.nowMs);
  if (verdict === "warn") step = combine(step.state, step.outputs, [{ action: "warn", protocol: frame.protocol, verdict }]);
  // Who has named no stream follows the one in the address, and learns its name here.
  if (state.cursors.size === 0) {
    const cursors = new Map(frame.streams.map(({ stream }) => [stream, newCursor]));
    step = { ...step, state: { ...step.state, cursors } };
  }
  for (const each of frame.streams) step = chain(step, (next) => judged(next, each, input));
  return chain(step, (next) => checkSynced(next, input.nowMs));
}

function judged(state: ClientState, verdict: Verdict, input: FrameInput): ClientStep {
  return atCursor(state, verdict.stream, input, (cursor) => applyVerdict(cursor, verdict));
}

function atCursor(state: ClientState, stream: StreamId, input: FrameInput, apply: (cursor: Cursor) => CursorStep): ClientStep {
  const cursor = state.cursors.get(stream);
  // A frame may cross with $unsubscribe, or follow another that has made us leave.
  if (cursor === undefined || state.link.mode !== "session") return quiet(state);
  const step = apply(cursor);
  if (step.broken !== undefined) return leave(state, input, closeCodes.outOfStep, `stream "${stream}": ${step.broken}`);
  return { state: { ...state, cursors: new Map(state.cursors).set(stream, step.cursor) }, outputs: step.outputs };
}

function ended(state: ClientState, stream: StreamId, code: number, reason: string): ClientStep {
  const cursor = state.cursors.get(stream);
  if (cursor === undefined) return quiet(state);
  const cursors = new Map(state.cursors).set(stream, { ...cursor, phase: "refused" as const });
  return { state: { ...state, cursors }, outputs: [{ action: "ended", stream, code, reason }] };
}

function checkSynced(state: ClientState, nowMs: number): ClientStep {
  const isBehind = [...state.cursors.values()].some(({ phase }) => phase !== "live" && phase !== "refused");
  if (isBehind || state.link.mode !== "session") return quiet(state);
  return applyConnection(state, connectionStep(state.connection, { kind: "synced", attempt: attemptOf(state), nowMs }), nowMs);
}

function settle(state: ClientState, id: string, settlement: Extract<ClientOutput, { action: "settle" }>["settlement"]): ClientStep {
  const outbox = state.outbox.filter((command) => command.id !== id);
  if (outbox.length === state.outbox.length) return quiet(state);
  return { state: { ...state, outbox }, outputs: [{ action: "settle", id, settlement }] };
}

function nack(state: ClientState, frame: NackFrame, nowMs: number): ClientStep {
  const { id, code, message, decided, retryAfterMs } = frame;
  if (retryAfterMs !== undefined) return quiet({ ...state, outbox: sendLater(state.outbox, id, nowMs, retryAfterMs) });
  return settle(state, id, { outcome: "nacked", code, message, decided });
}

function bye(state: ClientState, frame: ByeFrame, { attempt, nowMs, random }: FrameInput): ClientStep {
  const delayMs = frame.afterMs + random * frame.spreadMs;
  const step = connectionStep(state.connection, { kind: "bye", attempt, nowMs, delayMs, reason: frame.reason });
  return applyConnection({ ...state, link: { mode: "none" } }, step, nowMs);
}

/** Closes from this side; what the code means is the same as if the server had closed. */
function leave(state: ClientState, { attempt, nowMs, random }: FrameInput, code: number, reason: string): ClientStep {
  const step = connectionStep(state.connection, { kind: "lost", attempt, code, reason, nowMs, random, isOnline: true });
  const next = applyConnection({ ...state, link: { mode: "none" } }, step, nowMs);
  return combine(next.state, [{ action: "drop", code, reason }], next.outputs);
}
