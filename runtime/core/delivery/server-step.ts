import * as closeCodes from "../base/close-codes.js";
import type { ClientEvent as ClientFrame } from "../frames/client-event.js";
import { full, pump, takeConflated, takeCongested, takeJoined, takeRead, takeSnapshot } from "./catch-up-step.js";
import { takeCommand, takeSettled } from "./command-step.js";
import type { ServerInput, ServerState, ServerStep } from "./server-state.js";
import { frameText } from "./session-frames.js";
import { chain, close, endSubscription, quiet, send } from "./step-helpers.js";
import { openStreams, takeAuthorized, takeHello, takeLocated, takeSubscribe, takeUnsubscribe } from "./subscribe-step.js";
import { takeBye, takeTick } from "./tick-step.js";

/**
 * One step of the server's side of a session. Pure: the simulator drives this very function over a
 * faulty network.
 */
export function serverStep(state: ServerState, input: ServerInput): ServerStep {
  if (state.phase === "closed") return quiet(state);
  return chain(react(state, input), pump);
}

function react(state: ServerState, input: ServerInput): ServerStep {
  switch (input.kind) {
    case "frame":
      return takeFrame({ ...state, heardAtMs: input.nowMs }, input.frame, input.nowMs);
    case "invalid":
      return close(state, closeCodes.invalidEvent, input.reason);
    case "authenticated":
      return takeAuthenticated(state, input);
    case "authorized":
      return takeAuthorized(state, input.stream, input.code);
    case "located":
      return takeLocated(state, input);
    case "read":
      return takeRead(state, input.stream, input.result, input.nowMs);
    case "snapshot":
      return takeSnapshot(state, input.stream, input.snapshot);
    case "conflated":
      return takeConflated(state, input.stream, input.slice);
    case "joined":
      return takeJoined(state, input.stream, input.at);
    case "behind":
      return quiet(state.asking === input.stream ? { ...state, asking: undefined } : state);
    case "congested":
      return takeCongested(state, input.stream, input.at, input.isFull, input.nowMs);
    case "full":
      return quiet(full(state, input.nowMs));
    case "writable":
      return quiet({ ...state, isWritable: true, progressAtMs: input.nowMs });
    case "progress":
      return quiet({ ...state, progressAtMs: input.nowMs });
    case "heard":
      return quiet({ ...state, heardAtMs: input.nowMs });
    case "settled":
      return takeSettled(state, input.id, input.answer);
    case "ended":
      return endSubscription(state, input.stream, input.code, input.reason);
    case "tick":
      return takeTick(state, input.nowMs);
    case "bye":
      return takeBye(state, input, input.nowMs);
    case "closed":
      return withoutClose(close(state, closeCodes.noStatus, ""));
  }
}

function withoutClose({ state, outputs }: ServerStep): ServerStep {
  return { state, outputs: outputs.filter(({ action }) => action !== "close") };
}

function takeFrame(state: ServerState, frame: ClientFrame, nowMs: number): ServerStep {
  if (state.phase === "greeting" && frame.type === "$hello") return takeHello(state, frame, nowMs);
  // What was on its way as we said goodbye is sent again to whoever comes next.
  if (state.phase === "leaving") return quiet(state);
  if (state.phase !== "open") return close(state, closeCodes.invalidEvent, `expected $hello, then to wait for $welcome; got ${frame.type}`);
  switch (frame.type) {
    case "$hello":
      return close(state, closeCodes.invalidEvent, "a second $hello");
    case "$subscribe":
      return takeSubscribe(state, frame);
    case "$unsubscribe":
      return takeUnsubscribe(state, frame.stream);
    case "$command":
      return takeCommand(state, frame, nowMs);
    case "$auth":
      return { state, outputs: [{ action: "authenticate", token: frame.token }] };
    case "$ping":
      return send(state, frameText({ type: "$pong", n: frame.n }));
  }
}

function takeAuthenticated(state: ServerState, input: Extract<ServerInput, { readonly kind: "authenticated" }>): ServerStep {
  if (!input.isAccepted) return close(state, closeCodes.unauthenticated, "the token is not accepted");
  const next = { ...state, tokenExpiresAtMs: input.expiresAtMs };
  return state.phase === "authenticating" ? openStreams(next, input.nowMs) : quiet(next);
}
