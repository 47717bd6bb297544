import * as closeCodes from "../base/close-codes.js";
import { utf8Length } from "../base/utf8.js";
import type { Position, StreamId } from "../frames/types.js";
import type { LogReadResult, LogSlice } from "../log/stream-log.js";
import { put, tell } from "../steps/turn.js";
import { close, endSubscription, notify, putSubscription, stopAsking } from "./connection-turn.js";
import type { SharedSnapshot, Texts } from "./shared-snapshot.js";
import type {
  ConnectionInput,
  ConnectionOutput,
  ConnectionTurn,
  Replay,
  ResetReason,
  ServedConnection,
  SnapshotPhase,
} from "./served-connection.js";

/**
 * Asks for the next chunk, or sends it, to one subscription that is not live. Does nothing while the socket is full, or while a
 * request of the connection has no answer. The server therefore holds at most one chunk for a connection, however many of its
 * streams are behind.
 */
export function continueStream(turn: ConnectionTurn): void {
  const { phase, isWritable, asking, subscriptions } = turn.state;
  if (phase !== "open" || !isWritable || asking !== undefined) return;
  for (const [stream, subscription] of subscriptions) {
    if (subscription.phase === "replay") return continueReplay(turn, stream, subscription);
    if (subscription.phase === "snapshot") return continueSnapshot(turn, stream, subscription);
  }
}

function continueReplay(turn: ConnectionTurn, stream: StreamId, { cursor, mayJoin }: Replay): void {
  const { codec, options } = turn.state;
  if (mayJoin === true) ask(turn, stream, { action: "join", stream, cursor });
  else ask(turn, stream, { action: "read", stream, after: cursor, limit: codec.chunk(options.limits.chunk) });
}

function continueSnapshot(turn: ConnectionTurn, stream: StreamId, subscription: SnapshotPhase): void {
  const { reset, rest, ...others } = subscription;
  const { codec } = turn.state;
  if (reset !== undefined) {
    putSubscription(turn, stream, others);
    notify(turn, { type: "$reset", stream, reason: reset });
  }
  if (rest === undefined) return ask(turn, stream, codec.isSession ? startOf(turn.state, stream) : { action: "greet", stream });
  const texts = rest.chunks[rest.next];
  const { hasLost } = subscription;
  if (rest.next + 1 < rest.chunks.length) putSubscription(turn, stream, { ...others, rest: { ...rest, next: rest.next + 1 } });
  else putSubscription(turn, stream, { phase: "replay", cursor: rest.at, hasLost, mayJoin: true });
  sendChunk(turn, texts ?? []);
}

/** Returns the request for the first thing that a session gets: the state, or the oldest position. */
function startOf({ options, isOtherBuild, subprotocol }: ServedConnection, stream: StreamId): ConnectionOutput {
  if (options.isStateless === true) return { action: "oldest", stream };
  // A client of another build may be unable to read an event, and asks for the state in its place.
  return { action: "snapshot", stream, isNewest: isOtherBuild, form: subprotocol === "dagwire.v1.1" ? "pieces" : "text" };
}

function ask(turn: ConnectionTurn, stream: StreamId, question: ConnectionOutput): void {
  put(turn, { asking: stream });
  tell(turn, question);
}

/** Sends a chunk. The next chunk waits until the driver reports `writable`. */
function sendChunk(turn: ConnectionTurn, texts: Texts): void {
  put(turn, { isWritable: false });
  tell(turn, { action: "send", texts });
}

/** Takes the answer to `read`. */
export function takeRead(turn: ConnectionTurn, stream: StreamId, result: LogReadResult | undefined): void {
  const { asking, subscriptions, codec, options } = turn.state;
  if (asking !== stream) return;
  const subscription = subscriptions.get(stream);
  if (subscription?.phase !== "replay") return stopAsking(turn, stream);
  if (result === undefined) return endSubscription(turn, stream, closeCodes.noSuchStream, "the stream is gone");
  if (result.status !== "events") return restart(turn, stream, resetReason(result));
  // The subscription may have ended and begun again since the server asked the log. Its cursor then differs from `after`.
  if (result.after !== subscription.cursor) return stopAsking(turn, stream);
  if (result.texts.length === 0) return tell(turn, { action: "join", stream, cursor: result.after });
  const { limits } = options;
  const isTooMuch = result.remaining + result.texts.length > limits.maxReplayEvents;
  if (isTooMuch && subscription.isWhole !== true) return tooFarBehind(turn, stream, subscription.cursor);
  putSubscription(turn, stream, { ...subscription, cursor: result.at, mayJoin: result.remaining === 0 });
  put(turn, { asking: undefined, progressAtMs: turn.nowMs });
  sendChunk(turn, codec.slice(stream, result, limits.chunk));
}

/** Returns the reason for a `$reset` after the log could not read from the client's position. */
export function resetReason(result: LogReadResult): ResetReason {
  return result.status === "trimmed" ? "trimmed" : "epoch";
}

function tooFarBehind(turn: ConnectionTurn, stream: StreamId, after: Position): void {
  if (turn.state.options.canConflate === true) tell(turn, { action: "conflate", stream, after });
  else withoutConflation(turn, stream, after);
}

/** Sends the state instead of the missed events. If the protocol has no state, a session reads every missed event. */
function withoutConflation(turn: ConnectionTurn, stream: StreamId, cursor: Position): void {
  const { codec, options, subscriptions } = turn.state;
  const subscription = subscriptions.get(stream);
  if (options.isStateless !== true || !codec.isSession || subscription?.phase !== "replay") return restart(turn, stream, "lag", cursor);
  stopAsking(turn, stream);
  putSubscription(turn, stream, { ...subscription, isWhole: true });
}

/** Lets a subscription begin again with the state. @param cursor A position after which the log still holds all events. */
function restart(turn: ConnectionTurn, stream: StreamId, reason: ResetReason, cursor?: Position): void {
  stopAsking(turn, stream);
  putSubscription(turn, stream, { phase: "snapshot", hasLost: true, reset: reason, cursor });
}

/** Takes the answer to `conflate`: events that replace all missed events. Without a slice the client gets the state. */
export function takeConflated(turn: ConnectionTurn, stream: StreamId, slice: LogSlice | undefined): void {
  const { asking, subscriptions, codec } = turn.state;
  if (asking !== stream) return;
  stopAsking(turn, stream);
  const subscription = subscriptions.get(stream);
  if (subscription?.phase !== "replay") return;
  if (slice === undefined || slice.after !== subscription.cursor) return withoutConflation(turn, stream, subscription.cursor);
  putSubscription(turn, stream, { phase: "replay", cursor: slice.at, hasLost: subscription.hasLost });
  sendChunk(turn, codec.conflated(stream, slice));
}

/** Takes the answer to `snapshot`. */
export function takeSnapshot(turn: ConnectionTurn, stream: StreamId, { at, chunks }: SharedSnapshot): void {
  const subscription = answered(turn, stream);
  if (subscription !== undefined) putSubscription(turn, stream, { ...subscription, rest: { at, chunks, next: 0 } });
}

/**
 * Takes the answer to `oldest`. The subscription begins again at the oldest position of the log, and the server sends this
 * position to the client.
 */
export function takeOldest(turn: ConnectionTurn, stream: StreamId, from: Position, head: Position): void {
  const subscription = answered(turn, stream);
  if (subscription === undefined) return;
  putSubscription(turn, stream, { phase: "replay", cursor: from, hasLost: subscription.hasLost, mayJoin: from === head });
  notify(turn, { type: "$subscribed", verdict: { stream, mode: "replay", from, head } });
}

/** Takes the answer to `greet`: the events that show the state to a client in plain mode, if the application gives any. */
export function takeGreeted(turn: ConnectionTurn, { stream, at, texts }: Extract<ConnectionInput, { readonly kind: "greeted" }>): void {
  const subscription = answered(turn, stream);
  if (subscription === undefined) return;
  const { hasLost, cursor } = subscription;
  if (texts === undefined && hasLost && cursor === undefined)
    return close(turn, closeCodes.slowConsumer, "slow consumer: fell out of the retained log");
  const chunks = chunksOf(texts ?? [], turn.state.options.limits.chunk.maxBytes);
  if (chunks.length > 0) putSubscription(turn, stream, { phase: "snapshot", hasLost, rest: { at, chunks, next: 0 } });
  else if (texts === undefined && cursor !== undefined) putSubscription(turn, stream, { phase: "replay", cursor, hasLost, isWhole: true });
  else putSubscription(turn, stream, { phase: "replay", cursor: at, hasLost, mayJoin: true, isWhole: texts === undefined });
}

/**
 * Returns the subscription for whose state the server has asked. Returns `undefined` if this subscription no longer waits for the
 * state.
 */
function answered(turn: ConnectionTurn, stream: StreamId): SnapshotPhase | undefined {
  if (turn.state.asking !== stream) return undefined;
  stopAsking(turn, stream);
  const subscription = turn.state.subscriptions.get(stream);
  return subscription?.phase === "snapshot" && subscription.reset === undefined ? subscription : undefined;
}

/** Returns the chunks of states that the server holds for a connection until its socket takes more. */
export function heldChunks({ subscriptions, reads }: ServedConnection): readonly (readonly Texts[])[] {
  const held = [...subscriptions.values()].flatMap((subscription) =>
    "rest" in subscription && subscription.rest !== undefined ? [subscription.rest.chunks] : [],
  );
  return reads?.current?.rest === undefined ? held : [...held, reads.current.rest.chunks];
}

function chunksOf(texts: Texts, maxBytes: number): readonly Texts[] {
  const chunks: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const text of texts) {
    const length = utf8Length(text);
    if (bytes + length > maxBytes) {
      chunks.push([]);
      bytes = 0;
    }
    bytes += length;
    chunks.at(-1)?.push(text);
  }
  return chunks;
}

/** Makes a subscription live: its cursor was at the head of the live set, which has added the connection. */
export function takeJoined(turn: ConnectionTurn, stream: StreamId, at: Position, count: number | undefined): void {
  stopAsking(turn, stream);
  const subscription = turn.state.subscriptions.get(stream);
  if (subscription?.phase !== "replay" || subscription.cursor !== at) return tell(turn, { action: "leave", stream });
  putSubscription(turn, stream, { phase: "live" });
  const counted = count === undefined || turn.state.subprotocol !== "dagwire.v1.1" ? {} : { count };
  notify(turn, { type: "$synced", stream, at, recovered: !subscription.hasLost, ...counted });
}

/** Lets the connection read from the log before it tries to join the live set again: the live set is ahead of the subscription's cursor. */
export function takeBehind(turn: ConnectionTurn, stream: StreamId): void {
  if (turn.state.asking !== stream) return;
  stopAsking(turn, stream);
  const subscription = turn.state.subscriptions.get(stream);
  if (subscription?.phase !== "replay" || subscription.mayJoin !== true) return;
  // Does not move the subscription to the end of the map: nothing was sent for it, so it comes before the connection's other
  // subscriptions.
  put(turn, { subscriptions: new Map(turn.state.subscriptions).set(stream, { ...subscription, mayJoin: false }) });
}

/** Notes that the socket is full. From now on the client counts as alive only if the socket sends waiting bytes. */
export function takeFull(turn: ConnectionTurn): void {
  const { isWritable, progressAtMs } = turn.state;
  put(turn, { isWritable: false, progressAtMs: isWritable ? turn.nowMs : progressAtMs });
}

/** Changes a live subscription that has left the live set: it reads the events after `at` from the log. */
export function takeCongested(turn: ConnectionTurn, stream: StreamId, at: Position, isFull: boolean): void {
  if (turn.state.subscriptions.get(stream)?.phase !== "live") return;
  putSubscription(turn, stream, { phase: "replay", cursor: at, hasLost: false });
  if (isFull) takeFull(turn);
}
