import * as closeCodes from "../base/close-codes.js";
import type { LogSlice, LogSnapshot, LogReadResult } from "../log/stream-log.js";
import type { Position, StreamId } from "../frames/types.js";
import type { ResetReason, ServerState, ServerStep, Subscription } from "./server-state.js";
import { eventsText, frameText, snapshotTexts } from "./session-frames.js";
import { chain, endSubscription, quiet, send, withSubscription } from "./step-helpers.js";

/**
 * Goes on with one stream that is not live, if the socket takes more and nothing is being asked for:
 * what is held for a connection is one chunk, however many streams lag.
 */
export function pump(state: ServerState): ServerStep {
  if (state.phase !== "open" || !state.isWritable || state.asking !== undefined) return quiet(state);
  const lagging = [...state.subscriptions].find(([, { phase }]) => phase === "replay" || phase === "snapshot");
  if (lagging === undefined) return quiet(state);
  const [stream, subscription] = lagging;
  if (subscription.phase === "replay") return read(state, stream, subscription.cursor);
  return subscription.phase === "snapshot" ? pumpSnapshot(state, stream, subscription) : quiet(state);
}

function read(state: ServerState, stream: StreamId, after: Position): ServerStep {
  const { chunk: limit } = state.options.limits;
  return { state: { ...state, asking: stream }, outputs: [{ action: "read", stream, after, limit }] };
}

function pumpSnapshot(state: ServerState, stream: StreamId, subscription: Subscription & { readonly phase: "snapshot" }): ServerStep {
  const { reset, rest, hasLost } = subscription;
  if (reset !== undefined) {
    const told = withSubscription(state, stream, { phase: "snapshot", hasLost });
    return chain(send(told, frameText({ type: "$reset", stream, reason: reset })), (next) => askForState(next, stream));
  }
  if (rest === undefined) return askForState(state, stream);
  const [text, ...texts] = rest.texts;
  const { at } = rest;
  const next: Subscription =
    texts.length === 0 ? { phase: "replay", cursor: at, hasLost } : { phase: "snapshot", hasLost, rest: { at, texts } };
  return sendChunk(withSubscription(state, stream, next), text ?? "");
}

function askForState(state: ServerState, stream: StreamId): ServerStep {
  return { state: { ...state, asking: stream }, outputs: [{ action: "snapshot", stream }] };
}

/** The next chunk goes only when the driver has said that the socket takes more. */
function sendChunk(state: ServerState, text: string): ServerStep {
  return send({ ...state, isWritable: false }, text);
}

/** The log has answered `read`. */
export function takeRead(state: ServerState, stream: StreamId, result: LogReadResult | undefined, nowMs: number): ServerStep {
  if (state.asking !== stream) return quiet(state);
  const subscription = state.subscriptions.get(stream);
  const next = { ...state, asking: undefined };
  if (subscription?.phase !== "replay") return quiet(next);
  if (result === undefined) return endSubscription(next, stream, closeCodes.noSuchStream, "the stream is gone");
  if (result.status !== "events") return forget(next, stream, resetReason(result));
  // A subscription that was ended and begun again meanwhile has another cursor.
  if (result.after !== subscription.cursor) return quiet(next);
  if (result.texts.length === 0) return { state, outputs: [{ action: "join", stream, cursor: result.after }] };
  if (result.remaining + result.texts.length > state.options.limits.maxReplayEvents)
    return tooFarBehind(state, stream, subscription.cursor);
  const replay: Subscription = { ...subscription, cursor: result.at };
  return sendChunk({ ...withSubscription(next, stream, replay), progressAtMs: nowMs }, eventsText(stream, result));
}

/** Why a position cannot be gone on from. */
export function resetReason(result: LogReadResult): ResetReason {
  return result.status === "trimmed" ? "trimmed" : "epoch";
}

function tooFarBehind(state: ServerState, stream: StreamId, after: Position): ServerStep {
  if (state.options.canConflate === true) return { state, outputs: [{ action: "conflate", stream, after }] };
  return forget({ ...state, asking: undefined }, stream, "lag");
}

function forget(state: ServerState, stream: StreamId, reason: ResetReason): ServerStep {
  return quiet(withSubscription(state, stream, { phase: "snapshot", hasLost: true, reset: reason }));
}

/** Conflated events that fit into one chunk stand for all that was missed; without them it is the whole state. */
export function takeConflated(state: ServerState, stream: StreamId, slice: LogSlice | undefined): ServerStep {
  const subscription = state.subscriptions.get(stream);
  if (state.asking !== stream) return quiet(state);
  const next = { ...state, asking: undefined };
  if (subscription?.phase !== "replay") return quiet(next);
  if (slice === undefined || slice.after !== subscription.cursor) return forget(next, stream, "lag");
  return sendChunk(withSubscription(next, stream, { ...subscription, cursor: slice.at }), eventsText(stream, slice, true));
}

export function takeSnapshot(state: ServerState, stream: StreamId, snapshot: LogSnapshot): ServerStep {
  if (state.asking !== stream) return quiet(state);
  const subscription = state.subscriptions.get(stream);
  const next = { ...state, asking: undefined };
  if (subscription?.phase !== "snapshot" || subscription.reset !== undefined) return quiet(next);
  const texts = snapshotTexts(stream, snapshot, state.options.limits.chunk.maxBytes);
  return quiet(withSubscription(next, stream, { phase: "snapshot", hasLost: subscription.hasLost, rest: { at: snapshot.at, texts } }));
}

/** The live set stands where the cursor does: nothing was missed between. */
export function takeJoined(state: ServerState, stream: StreamId, at: Position): ServerStep {
  const subscription = state.subscriptions.get(stream);
  const next = state.asking === stream ? { ...state, asking: undefined } : state;
  if (subscription?.phase !== "replay" || subscription.cursor !== at) return { state: next, outputs: [{ action: "leave", stream }] };
  const live = withSubscription(next, stream, { phase: "live" });
  return send(live, frameText({ type: "$synced", stream, at, recovered: !subscription.hasLost }));
}

/** From now on the connection is judged by what its socket takes. */
export function full(state: ServerState, nowMs: number): ServerState {
  return { ...state, isWritable: false, progressAtMs: state.isWritable ? nowMs : state.progressAtMs };
}

/** Leaves the live set and keeps the place, from which to catch up. */
export function takeCongested(state: ServerState, stream: StreamId, at: Position, isFull: boolean, nowMs: number): ServerStep {
  if (state.subscriptions.get(stream)?.phase !== "live") return quiet(state);
  const lagging = withSubscription(state, stream, { phase: "replay", cursor: at, hasLost: false });
  return quiet(isFull ? full(lagging, nowMs) : lagging);
}
