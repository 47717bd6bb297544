import * as closeCodes from "../base/close-codes.js";
import type { StreamId } from "../frames/types.js";
import { put, tell } from "../steps/turn.js";
import type { ConnectionTurn, Subscription } from "./served-connection.js";
import type { Notice } from "./session-frames.js";

/** Sends a frame, if the connection's codec has one for it. */
export function notify(turn: ConnectionTurn, notice: Notice): void {
  const texts = turn.state.codec.notice(notice);
  if (texts.length > 0) tell(turn, { action: "send", texts });
}

/** Ends the connection. */
export function close(turn: ConnectionTurn, code: number, reason: string): void {
  end(turn);
  tell(turn, { action: "close", code, reason });
}

/** The connection is gone, or is to be: leaves all live sets. */
export function end(turn: ConnectionTurn): void {
  for (const [stream, { phase }] of turn.state.subscriptions) if (phase === "live") tell(turn, { action: "leave", stream });
  put(turn, { phase: "closed", subscriptions: new Map() });
}

/** Replaces a subscription; it comes last then, so that all get their turn. */
export function putSubscription(turn: ConnectionTurn, stream: StreamId, subscription: Subscription): void {
  const subscriptions = new Map(turn.state.subscriptions);
  subscriptions.delete(stream);
  put(turn, { subscriptions: subscriptions.set(stream, subscription) });
}

/** The log, the state or the live set has answered for a stream. */
export function stopAsking(turn: ConnectionTurn, stream: StreamId): void {
  if (turn.state.asking === stream) put(turn, { asking: undefined });
}

/** The server ends a subscription; nothing happens if there is none. */
export function endSubscription(turn: ConnectionTurn, stream: StreamId, code: number, reason: string, isEarly = false): void {
  const subscriptions = new Map(turn.state.subscriptions);
  const wasLive = subscriptions.get(stream)?.phase === "live";
  if (!subscriptions.delete(stream)) return;
  // After 1000 a client does not come back: it must have read the stream to its end.
  if (!turn.state.codec.isSession) return close(turn, isEarly && code === closeCodes.done ? closeCodes.restart : code, reason);
  if (wasLive) tell(turn, { action: "leave", stream });
  put(turn, { subscriptions });
  stopAsking(turn, stream);
  notify(turn, { type: "$unsubscribed", stream, code, reason });
}
