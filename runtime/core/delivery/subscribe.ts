import * as closeCodes from "../base/close-codes.js";
import type { Subprotocol } from "../base/subprotocols.js";
import { judgeProtocol } from "../base/compatibility.js";
import type { HelloFrame, SubscribeFrame } from "../frames/client-event.js";
import type { StreamId, Verdict } from "../frames/types.js";
import type { LogReadResult } from "../log/stream-log.js";
import { put, tell } from "../steps/turn.js";
import { resetReason } from "./catch-up.js";
import { close, endSubscription, notify, putSubscription } from "./connection-turn.js";
import type { ConnectionInput, ConnectionTurn, Subscription } from "./served-connection.js";

/** Takes `$hello`, in which the client names its protocol and the streams that it wants to follow. */
export function takeHello(turn: ConnectionTurn, hello: HelloFrame): void {
  const { protocol, matrix, limits } = turn.state.options;
  if (judgeProtocol(protocol, hello.protocol, "asClient", matrix) === "refuse")
    return close(turn, closeCodes.incompatible, `expected protocol ${protocol.name} ${protocol.version}`);
  if (hello.streams.length > limits.maxStreams)
    return close(turn, closeCodes.invalidEvent, `$hello names more than ${limits.maxStreams} streams`);
  put(turn, { hello, isOtherBuild: hello.protocol.digest !== protocol.digest, sinceMs: turn.nowMs });
  if (hello.auth === undefined) return openStreams(turn);
  put(turn, { phase: "authenticating" });
  tell(turn, { action: "authenticate", token: hello.auth });
}

/**
 * Asks the application to authorize each stream of `$hello`. Also warns about another version of the protocol. `$hello` would be
 * too early: a client that is not authenticated must not cause warnings.
 */
export function openStreams(turn: ConnectionTurn): void {
  const { hello, options } = turn.state;
  // Nothing needs the frame after this step, and a session would otherwise hold its texts for as long as it is open.
  put(turn, { phase: "opening", sinceMs: turn.nowMs, hello: undefined });
  if (hello !== undefined && judgeProtocol(options.protocol, hello.protocol, "asClient", options.matrix) === "warn")
    tell(turn, { action: "warn", protocol: hello.protocol });
  for (const { stream, after } of hello?.streams ?? []) putSubscription(turn, stream, { phase: "opening", after });
  for (const stream of turn.state.subscriptions.keys()) tell(turn, { action: "authorize", stream });
  welcomeIfComplete(turn);
}

/** Subscribes a connection in plain mode to the stream in its address. */
export function follow(turn: ConnectionTurn, stream: StreamId): void {
  putSubscription(turn, stream, { phase: "snapshot", hasLost: false });
}

/** Takes `$subscribe`. */
export function takeSubscribe(turn: ConnectionTurn, { stream, after }: SubscribeFrame): void {
  const { subscriptions, options } = turn.state;
  if (isFollowed(subscriptions.get(stream))) return;
  const count = [...subscriptions.values()].filter(isFollowed).length;
  if (count >= options.limits.maxStreams) return giveVerdict(turn, { stream, mode: "refused", code: closeCodes.rateLimited });
  putSubscription(turn, stream, { phase: "opening", after });
  tell(turn, { action: "authorize", stream });
}

/** Returns true for a subscription that was not refused. */
export function isFollowed(subscription: Subscription | undefined): boolean {
  return subscription !== undefined && subscription.phase !== "refused";
}

/** Takes `$unsubscribe`. */
export function takeUnsubscribe(turn: ConnectionTurn, stream: StreamId): void {
  const subscriptions = new Map(turn.state.subscriptions);
  const wasLive = subscriptions.get(stream)?.phase === "live";
  subscriptions.delete(stream);
  put(turn, { subscriptions });
  if (wasLive || turn.state.asking === stream) tell(turn, { action: "leave", stream });
}

/** Asks the application again to authorize each stream that the client follows. */
export function authorizeAgain(turn: ConnectionTurn): void {
  for (const [stream, subscription] of turn.state.subscriptions) if (isFollowed(subscription)) tell(turn, { action: "authorize", stream });
}

/** Takes the answer to `authorize`. If `code` is given, the client may not follow the stream, and `code` says why. */
export function takeAuthorized(turn: ConnectionTurn, stream: StreamId, code: number | undefined): void {
  const subscription = turn.state.subscriptions.get(stream);
  if (!isFollowed(subscription)) return;
  if (subscription?.phase !== "opening") {
    if (code !== undefined) endSubscription(turn, stream, code, "the client may no longer follow the stream");
    return;
  }
  if (code === undefined) tell(turn, { action: "locate", stream, after: subscription.after });
  else refuse(turn, stream, code);
}

type Located = Extract<ConnectionInput, { readonly kind: "located" }>;

/** Takes the answer to `locate`: whether the log still holds the events after the client's position. */
export function takeLocated(turn: ConnectionTurn, input: Located): void {
  const { stream, result } = input;
  const subscription = turn.state.subscriptions.get(stream);
  if (subscription?.phase !== "opening") return;
  const { after } = subscription;
  if ("after" in input && input.after !== after) return;
  if (result === undefined) return refuse(turn, stream, closeCodes.noSuchStream);
  const { head } = result;
  if (after !== undefined && result.status === "events") {
    const isAtHead = result.after === head;
    putSubscription(turn, stream, { phase: "replay", cursor: result.after, hasLost: false, mayJoin: isAtHead });
    return giveVerdict(turn, { stream, mode: isAtHead ? "live" : "replay", from: after, head });
  }
  if (after === undefined && turn.state.options.isStateless === true) return beginAtOldest(turn, stream, result);
  const reset = after === undefined ? undefined : resetReason(result);
  putSubscription(turn, stream, { phase: "snapshot", hasLost: after !== undefined, reset });
  giveVerdict(turn, { stream, mode: "snapshot", head });
}

/** Subscribes a new client of a protocol without a state: it gets every event that the log holds, and misses trimmed events. */
function beginAtOldest(turn: ConnectionTurn, stream: StreamId, result: LogReadResult): void {
  const { head } = result;
  const from = result.status === "events" ? result.after : result.status === "trimmed" ? result.oldest : head;
  const hasLost = result.status !== "events";
  putSubscription(turn, stream, { phase: "replay", cursor: from, hasLost, mayJoin: from === head });
  giveVerdict(turn, { stream, mode: "replay", from, head });
}

function refuse(turn: ConnectionTurn, stream: StreamId, code: number): void {
  putSubscription(turn, stream, { phase: "refused", code });
  giveVerdict(turn, { stream, mode: "refused", code });
}

function giveVerdict(turn: ConnectionTurn, verdict: Verdict): void {
  if (turn.state.phase !== "opening") return notify(turn, { type: "$subscribed", verdict });
  put(turn, { verdicts: [...turn.state.verdicts, verdict] });
  welcomeIfComplete(turn);
}

const newFeatures: readonly string[] = ["loss", "principal", "history"];

/** Returns the names of the features that `$welcome` may list. A client of `dagwire.v1` knows none. */
export function featuresOf(subprotocol: Subprotocol | undefined): readonly string[] {
  return subprotocol === "dagwire.v1.1" ? newFeatures : [];
}

function welcomeIfComplete(turn: ConnectionTurn): void {
  const { subscriptions, session, verdicts, options, subprotocol, principal } = turn.state;
  for (const { phase } of subscriptions.values()) if (phase === "opening") return;
  const { protocol, durability, heartbeat, limits } = options;
  const { maxUnacked, maxStreams, maxPayloadBytes } = limits;
  const features = featuresOf(subprotocol).filter((feature) => feature !== "history" || options.hasHistory);
  put(turn, { phase: "open", verdicts: [] });
  notify(turn, {
    type: "$welcome",
    v: 1,
    protocol,
    session,
    durability,
    heartbeat,
    limits: { maxUnacked, maxStreams, maxPayloadBytes },
    streams: verdicts,
    ...(features.length === 0 ? {} : { features }),
    ...(features.length === 0 || principal === undefined ? {} : { principal }),
  });
  const refusal = verdicts.every(({ mode }) => mode === "refused") ? verdicts[0] : undefined;
  if (refusal !== undefined) close(turn, refusal.code ?? closeCodes.forbidden, "the client may follow none of the streams in $hello");
}
