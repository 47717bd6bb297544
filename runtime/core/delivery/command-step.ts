import * as closeCodes from "../base/close-codes.js";
import type { CommandFrame } from "../frames/client-event.js";
import type { CommandId } from "../frames/types.js";
import type { CommandAnswer, ServerState, ServerStep } from "./server-state.js";
import { frameText } from "./session-frames.js";
import { close, quiet, send } from "./step-helpers.js";
import { takeToken } from "./token-bucket.js";

const busyRetryMs = 1_000;

/** Lets a command through to its stream, or says why not. */
export function takeCommand(state: ServerState, { id, stream, event, ttlMs }: CommandFrame, nowMs: number): ServerStep {
  if (state.unacked.has(id)) return quiet(state);
  const phase = state.subscriptions.get(stream)?.phase;
  if (phase === undefined || phase === "refused") {
    return send(state, refusal(id, "not_subscribed", `expected a stream that this connection follows, got "${stream}"`));
  }
  const { limits } = state.options;
  if (state.unacked.size >= limits.maxUnacked) return tooFast(state, id, busyRetryMs);
  const { bucket, waitMs } = takeToken(state.bucket, limits.commandRate, nowMs);
  if (waitMs > 0) return tooFast({ ...state, bucket }, id, waitMs);
  const deadlineMs = ttlMs === undefined ? undefined : nowMs + ttlMs;
  return {
    state: { ...state, bucket, strikes: 0, unacked: new Set(state.unacked).add(id) },
    outputs: [{ action: "submit", command: { id, stream, event, deadlineMs } }],
  };
}

function tooFast(state: ServerState, id: CommandId, retryAfterMs: number): ServerStep {
  const strikes = state.strikes + 1;
  if (strikes > state.options.limits.commandRate.burst) return close(state, closeCodes.rateLimited, "too many commands");
  return send({ ...state, strikes }, refusal(id, "rate_limited", "too many commands", retryAfterMs));
}

function refusal(id: CommandId, code: string, message: string, retryAfterMs?: number): string {
  return frameText({ type: "$nack", id, code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

/** A command has ended; whoever sent it over this connection is told. */
export function takeSettled(state: ServerState, id: CommandId, answer: CommandAnswer): ServerStep {
  if (!state.unacked.has(id)) return quiet(state);
  const unacked = new Set(state.unacked);
  unacked.delete(id);
  return send({ ...state, unacked }, answerText(id, answer));
}

function answerText(id: CommandId, answer: CommandAnswer): string {
  switch (answer.kind) {
    case "refused":
      return refusal(id, answer.code, answer.message, answer.retryAfterMs);
    case "conflict":
      return conflictText(id, answer.winner);
    case "recorded":
      return recordedText(id, answer);
  }
}

function conflictText(id: CommandId, { id: winner, at, decision }: Extract<CommandAnswer, { kind: "conflict" }>["winner"]): string {
  const message = `the gate "${decision?.gate ?? ""}" has been decided`;
  return frameText({ type: "$nack", id, code: "conflict", message, decided: { id: winner, event: decision?.event ?? {}, at } });
}

function recordedText(id: CommandId, { outcome, isDuplicate }: Extract<CommandAnswer, { kind: "recorded" }>): string {
  const duplicate = isDuplicate ? ({ duplicate: true } as const) : {};
  const { reply, at } = outcome;
  if (reply.verdict === "nack") return frameText({ type: "$nack", id, code: reply.code, message: reply.message, ...duplicate });
  return frameText({ type: "$ack", id, at, ...(reply.result === undefined ? {} : { result: reply.result }), ...duplicate });
}
