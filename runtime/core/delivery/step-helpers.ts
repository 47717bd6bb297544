import type { StreamId } from "../frames/types.js";
import type { ServerOutput, ServerState, ServerStep, Subscription } from "./server-state.js";
import { frameText } from "./session-frames.js";

/** A step that asks for nothing. */
export function quiet(state: ServerState): ServerStep {
  return { state, outputs: [] };
}

/** A step that sends one frame. */
export function send(state: ServerState, text: string): ServerStep {
  return { state, outputs: [{ action: "send", text }] };
}

/** A step that ends the connection. */
export function close(state: ServerState, code: number, reason: string): ServerStep {
  const left = [...state.subscriptions]
    .filter(([, { phase }]) => phase === "live")
    .map(([stream]): ServerOutput => ({ action: "leave", stream }));
  return { state: { ...state, phase: "closed", subscriptions: new Map() }, outputs: [...left, { action: "close", code, reason }] };
}

/** One step after another. */
export function chain(first: ServerStep, next: (state: ServerState) => ServerStep): ServerStep {
  const second = next(first.state);
  return { state: second.state, outputs: [...first.outputs, ...second.outputs] };
}

/** Replaces a subscription; it comes last then, so that all get their turn. */
export function withSubscription(state: ServerState, stream: StreamId, subscription: Subscription): ServerState {
  const subscriptions = new Map(state.subscriptions);
  subscriptions.delete(stream);
  return { ...state, subscriptions: subscriptions.set(stream, subscription) };
}

/** The server ends a subscription; nothing happens where there is none. */
export function endSubscription(state: ServerState, stream: StreamId, code: number, reason: string): ServerStep {
  const subscriptions = new Map(state.subscriptions);
  const wasLive = subscriptions.get(stream)?.phase === "live";
  if (!subscriptions.delete(stream)) return quiet(state);
  const leave: readonly ServerOutput[] = wasLive ? [{ action: "leave", stream }] : [];
  const text = frameText({ type: "$unsubscribed", stream, code, reason });
  const asking = state.asking === stream ? undefined : state.asking;
  return { state: { ...state, subscriptions, asking }, outputs: [...leave, { action: "send", text }] };
}
