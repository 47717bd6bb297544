import * as closeCodes from "../base/close-codes.js";
import type { ClientEvent as ClientFrame, LossFrame } from "../frames/client-event.js";
import type { StreamId } from "../frames/types.js";
import { isDue } from "../steps/is-due.js";
import { put, tell } from "../steps/turn.js";
import type { Timed } from "../steps/turn.js";
import {
  continueStream,
  takeBehind,
  takeConflated,
  takeCongested,
  takeFull,
  takeGreeted,
  takeJoined,
  takeOldest,
  takeRead,
  takeSnapshot,
} from "./catch-up.js";
import { takeCommand, takeFinished } from "./command.js";
import { close, end, endSubscription, notify } from "./connection-turn.js";
import { continueReads, takeReadAnswer, takeReadFrame } from "./reads.js";
import type { ConnectionInput, ConnectionStep, ConnectionTurn, ServedConnection } from "./served-connection.js";
import {
  authorizeAgain,
  featuresOf,
  follow,
  isFollowed,
  openStreams,
  takeAuthorized,
  takeHello,
  takeLocated,
  takeSubscribe,
  takeUnsubscribe,
} from "./subscribe.js";

/** One step of a connection on the server. A pure function, which tests also run over a simulated faulty network. */
export function connectionStep(state: ServedConnection, { input, nowMs }: Timed<ConnectionInput>): ConnectionStep {
  if (state.phase === "closed") return { state, outputs: [] };
  const turn: ConnectionTurn = { state: { ...state }, outputs: [], nowMs };
  react(turn, input);
  continueStream(turn);
  continueReads(turn);
  return turn;
}

function react(turn: ConnectionTurn, input: ConnectionInput): void {
  switch (input.kind) {
    case "frame":
      put(turn, { heardAtMs: turn.nowMs });
      return takeFrame(turn, input.frame);
    case "follow":
      return follow(turn, input.stream);
    case "command":
      return takeCommand(turn, input.command);
    case "invalid":
      return close(turn, closeCodes.invalidEvent, input.reason);
    case "authenticated":
      return takeAuthenticated(turn, input);
    case "reauthorize":
      return authorizeAgain(turn);
    case "authorized":
      return takeAuthorized(turn, input.stream, input.code);
    case "located":
      return takeLocated(turn, input);
    case "history":
      return takeReadAnswer(turn, input.read, input.answer);
    case "finished":
      return takeFinished(turn, input.id, input.finish);
    case "ended":
      return endSubscription(turn, input.stream, input.code, input.reason, input.isEarly);
    case "source":
      return takeSource(turn, input.stream, input.state);
    case "tick":
      return takeTick(turn);
    case "bye":
      return takeBye(turn, input);
    case "closed":
      return end(turn);
    default:
      return catchUp(turn, input);
  }
}

type CatchUpInput = Extract<
  ConnectionInput,
  {
    readonly kind:
      | "read"
      | "snapshot"
      | "oldest"
      | "greeted"
      | "conflated"
      | "joined"
      | "behind"
      | "congested"
      | "full"
      | "writable"
      | "progress"
      | "heard";
  }
>;

function catchUp(turn: ConnectionTurn, input: CatchUpInput): void {
  switch (input.kind) {
    case "read":
      return takeRead(turn, input.stream, input.result);
    case "snapshot":
      return takeSnapshot(turn, input.stream, input.snapshot);
    case "oldest":
      return takeOldest(turn, input.stream, input.at, input.head);
    case "greeted":
      return takeGreeted(turn, input);
    case "conflated":
      return takeConflated(turn, input.stream, input.slice);
    case "joined":
      return takeJoined(turn, input.stream, input.at, input.count);
    case "behind":
      return takeBehind(turn, input.stream);
    case "congested":
      return takeCongested(turn, input.stream, input.at, input.isFull);
    case "full":
      return takeFull(turn);
    case "writable":
      return put(turn, { isWritable: true, progressAtMs: turn.nowMs });
    case "progress":
      return put(turn, { progressAtMs: turn.nowMs });
    case "heard":
      return put(turn, { heardAtMs: turn.nowMs });
  }
}

function takeFrame(turn: ConnectionTurn, frame: ClientFrame): void {
  const { phase } = turn.state;
  if (phase === "greeting" && frame.type === "$hello") return takeHello(turn, frame);
  // After $bye the client sends its unfinished commands again, over its next connection.
  if (phase === "leaving") return;
  if (phase !== "open")
    return close(turn, closeCodes.invalidEvent, `expected $hello first, and nothing else before $welcome, got ${frame.type}`);
  switch (frame.type) {
    case "$hello":
      return close(turn, closeCodes.invalidEvent, "the client sent a second $hello");
    case "$subscribe":
      return takeSubscribe(turn, frame);
    case "$unsubscribe":
      return takeUnsubscribe(turn, frame.stream);
    case "$command": {
      const { id, stream, event, ttlMs } = frame;
      return takeCommand(turn, { id, stream, event, deadlineMs: ttlMs === undefined ? undefined : turn.nowMs + ttlMs });
    }
    case "$auth":
      return tell(turn, { action: "authenticate", token: frame.token });
    case "$loss":
      return takeLoss(turn, frame);
    case "$read":
      return takeReadFrame(turn, frame);
    case "$ping":
      return notify(turn, { type: "$pong", n: frame.n });
  }
}

/** Tells a client of `dagwire.v1.1` that the log of a stream is away or back. */
function takeSource(turn: ConnectionTurn, stream: StreamId, state: "away" | "back"): void {
  const { phase, subprotocol, subscriptions } = turn.state;
  if (phase !== "open" || subprotocol !== "dagwire.v1.1" || !isFollowed(subscriptions.get(stream))) return;
  notify(turn, { type: "$source", stream, part: "log", state });
}

/** Takes `$loss`, which belongs to `dagwire.v1.1`. */
function takeLoss(turn: ConnectionTurn, { stream, unknown, refused, states, names }: LossFrame): void {
  if (featuresOf(turn.state.subprotocol).includes("loss"))
    return tell(turn, { action: "loss", loss: { stream, unknown, refused, states, names } });
  close(turn, closeCodes.invalidEvent, "the client sent $loss, which is no frame of its subprotocol");
}

function takeAuthenticated(turn: ConnectionTurn, input: Extract<ConnectionInput, { readonly kind: "authenticated" }>): void {
  if (!input.isAccepted) return close(turn, closeCodes.unauthenticated, "the server does not accept the token");
  put(turn, { tokenExpiresAtMs: input.expiresAtMs, principal: input.principal });
  if (turn.state.phase === "authenticating") return openStreams(turn);
  authorizeAgain(turn);
}

/** Checks the time limits of a connection. One timer of the server ticks for all connections. */
function takeTick(turn: ConnectionTurn): void {
  const { nowMs, state } = turn;
  const { phase, sinceMs, tokenExpiresAtMs, isWritable, progressAtMs, heardAtMs, pingedAtMs } = state;
  const { limits, heartbeat } = state.options;
  const isOver = (fromMs: number, limitMs: number): boolean => isDue(fromMs, limitMs, nowMs);
  if (phase === "greeting" && isOver(sinceMs, limits.helloTimeoutMs))
    return close(turn, closeCodes.helloTimeout, `the client sent no $hello within ${limits.helloTimeoutMs} ms`);
  if (phase === "leaving" && isOver(sinceMs, limits.byeGraceMs)) return close(turn, closeCodes.restart, "restart");
  if (tokenExpiresAtMs !== undefined && nowMs >= tokenExpiresAtMs) return close(turn, closeCodes.tokenExpired, "the token has expired");
  if (!isWritable) {
    // A ping would wait in the full socket behind other bytes. The client instead counts as alive if the socket makes progress.
    if (!isOver(progressAtMs, limits.progressTimeoutMs)) return;
    return close(turn, closeCodes.slowConsumer, `slow consumer: the socket made no progress for ${limits.progressTimeoutMs} ms`);
  }
  if (isOver(heardAtMs, heartbeat.timeoutMs)) {
    end(turn);
    return tell(turn, { action: "terminate" });
  }
  if (!isOver(pingedAtMs, heartbeat.intervalMs)) return;
  put(turn, { pingedAtMs: nowMs });
  tell(turn, { action: "ping" });
}

/** Sends `$bye` before the server stops, so that the client connects again later. Closes a connection in plain mode with 1012. */
function takeBye(turn: ConnectionTurn, { reason, afterMs, spreadMs }: Extract<ConnectionInput, { readonly kind: "bye" }>): void {
  const { phase, codec } = turn.state;
  if (phase === "leaving") return;
  if (phase !== "open" || !codec.isSession) return close(turn, closeCodes.restart, reason);
  put(turn, { phase: "leaving", sinceMs: turn.nowMs });
  notify(turn, { type: "$bye", reason, afterMs, spreadMs });
}
