import * as closeCodes from "../base/close-codes.js";
import type { StreamId } from "../frames/types.js";
import { put, tell } from "../steps/turn.js";
import type { ConnectionTurn, Subscription } from "./served-connection.js";
import type { Notice } from "./session-frames.js";

/** Sends a frame without events to a session. Sends nothing in plain mode. */
export function notify(turn: ConnectionTurn, notice: Notice): void {
  const texts = turn.state.codec.notice(notice);
  if (texts.length > 0) tell(turn, { action: "send", texts });
}

/** Closes the connection. */
export function close(turn: ConnectionTurn, code: number, reason: string): void {
  end(turn);
  tell(turn, { action: "close", code, reason });
}

/** Ends the subscriptions of a connection that is closed, or that is being closed. */
export function end(turn: ConnectionTurn): void {
  for (const [stream, { phase }] of turn.state.subscriptions) if (phase === "live") tell(turn, { action: "leave", stream });
  put(turn, { phase: "closed", subscriptions: new Map() });
}

/** Adds or replaces a subscription of the connection, and puts it last, so that the others send their next chunk first. */
export function putSubscription(turn: ConnectionTurn, stream: StreamId, subscription: Subscription): void {
  const subscriptions = new Map(turn.state.subscriptions);
  subscriptions.delete(stream);
  put(turn, { subscriptions: subscriptions.set(stream, subscription) });
}

/** Notes that the connection's request about `stream` has its answer. */
export function stopAsking(turn: ConnectionTurn, stream: StreamId): void {
  if (turn.state.asking === stream) put(turn, { asking: undefined });
}

/** Ends a subscription. Does nothing if the connection does not follow the stream. */
export function endSubscription(turn: ConnectionTurn, stream: StreamId, code: number, reason: string, isEarly = false): void {
  const subscriptions = new Map(turn.state.subscriptions);
  const wasLive = subscriptions.get(stream)?.phase === "live";
  if (!subscriptions.delete(stream)) return;
  // A client does not reconnect after code 1000, so the server sends this code only to a client that has the last event.
  if (!turn.state.codec.isSession) return close(turn, isEarly && code === closeCodes.done ? closeCodes.restart : code, reason);
  if (wasLive) tell(turn, { action: "leave", stream });
  put(turn, { subscriptions });
  stopAsking(turn, stream);
  notify(turn, { type: "$unsubscribed", stream, code, reason });
}
