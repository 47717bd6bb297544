import * as closeCodes from "../base/close-codes.js";
import { judgeProtocol } from "../base/compatibility.js";
import type { HelloFrame, SubscribeFrame } from "../frames/client-event.js";
import type { StreamId, Verdict } from "../frames/types.js";
import type { ServerHappening, ServerOutput, ServerState, ServerStep, Subscription } from "./server-state.js";
import { frameText } from "./session-frames.js";
import { resetReason } from "./catch-up-step.js";
import { chain, close, quiet, send, withSubscription } from "./step-helpers.js";

/** The first frame: who speaks, and what for. */
export function takeHello(state: ServerState, hello: HelloFrame, nowMs: number): ServerStep {
  const { protocol, matrix, limits } = state.options;
  if (judgeProtocol(protocol, hello.protocol, matrix) === "refuse") {
    return close(state, closeCodes.incompatible, `expected protocol ${protocol.name} ${protocol.version}`);
  }
  if (hello.streams.length > limits.maxStreams) return close(state, closeCodes.invalidEvent, `more than ${limits.maxStreams} streams`);
  const next: ServerState = { ...state, hello, sinceMs: nowMs };
  if (hello.auth === undefined) return openStreams(next, nowMs);
  return { state: { ...next, phase: "authenticating" }, outputs: [{ action: "authenticate", token: hello.auth }] };
}

/** Asks for leave to follow each stream of `$hello`. Whoever sent it is known by now, so a stranger causes no warnings. */
export function openStreams(state: ServerState, nowMs: number): ServerStep {
  let next: ServerState = { ...state, phase: "opening", sinceMs: nowMs };
  for (const { stream, after } of state.hello?.streams ?? []) next = withSubscription(next, stream, { phase: "opening", after });
  const outputs = [...next.subscriptions.keys()].map((stream): ServerOutput => ({ action: "authorize", stream }));
  return chain({ state: next, outputs: [...warnings(state), ...outputs] }, welcomeIfComplete);
}

function warnings({ options, hello }: ServerState): readonly ServerOutput[] {
  if (hello === undefined || judgeProtocol(options.protocol, hello.protocol, options.matrix) !== "warn") return [];
  return [{ action: "warn", protocol: hello.protocol }];
}

export function takeSubscribe(state: ServerState, { stream, after }: SubscribeFrame): ServerStep {
  if (isFollowed(state, stream)) return quiet(state);
  const count = [...state.subscriptions.values()].filter(({ phase }) => phase !== "refused").length;
  if (count >= state.options.limits.maxStreams) return verdictStep(state, { stream, mode: "refused", code: closeCodes.rateLimited });
  return { state: withSubscription(state, stream, { phase: "opening", after }), outputs: [{ action: "authorize", stream }] };
}

function isFollowed(state: ServerState, stream: StreamId): boolean {
  const phase = state.subscriptions.get(stream)?.phase;
  return phase !== undefined && phase !== "refused";
}

export function takeUnsubscribe(state: ServerState, stream: StreamId): ServerStep {
  const subscriptions = new Map(state.subscriptions);
  const wasLive = subscriptions.get(stream)?.phase === "live";
  subscriptions.delete(stream);
  return { state: { ...state, subscriptions }, outputs: wasLive || state.asking === stream ? [{ action: "leave", stream }] : [] };
}

/** Leave to follow a stream has been given or not. */
export function takeAuthorized(state: ServerState, stream: StreamId, code: number | undefined): ServerStep {
  const subscription = state.subscriptions.get(stream);
  if (subscription?.phase !== "opening") return quiet(state);
  if (code !== undefined) return judged(state, stream, { phase: "refused", code }, { stream, mode: "refused", code });
  return { state, outputs: [{ action: "locate", stream, after: subscription.after }] };
}

type Located = Extract<ServerHappening, { readonly kind: "located" }>;

/** The log has said whether a client's position can be gone on from. */
export function takeLocated(state: ServerState, input: Located): ServerStep {
  const { stream, result } = input;
  const subscription = state.subscriptions.get(stream);
  if (subscription?.phase !== "opening") return quiet(state);
  const { after } = subscription;
  if ("after" in input && input.after !== after) return quiet(state);
  const code = closeCodes.noSuchStream;
  if (result === undefined) return judged(state, stream, { phase: "refused", code }, { stream, mode: "refused", code });
  if (after !== undefined && result.status === "events") {
    const mode = result.after === result.head ? "live" : "replay";
    return judged(
      state,
      stream,
      { phase: "replay", cursor: result.after, hasLost: false },
      { stream, mode, from: after, head: result.head },
    );
  }
  const snapshot: Subscription = {
    phase: "snapshot",
    hasLost: after !== undefined,
    reset: after === undefined ? undefined : resetReason(result),
  };
  return judged(state, stream, snapshot, { stream, mode: "snapshot", head: result.head });
}

function judged(state: ServerState, stream: StreamId, subscription: Subscription, verdict: Verdict): ServerStep {
  return verdictStep(withSubscription(state, stream, subscription), verdict);
}

function verdictStep(state: ServerState, verdict: Verdict): ServerStep {
  if (state.phase !== "opening") return send(state, frameText({ type: "$subscribed", verdict }));
  return welcomeIfComplete({ ...state, verdicts: [...state.verdicts, verdict] });
}

function welcomeIfComplete(state: ServerState): ServerStep {
  if ([...state.subscriptions.values()].some(({ phase }) => phase === "opening")) return quiet(state);
  const { protocol, durability, heartbeat, limits } = state.options;
  const { maxUnacked, maxStreams, maxPayloadBytes } = limits;
  const text = frameText({
    type: "$welcome",
    v: 1,
    protocol,
    session: state.session,
    durability,
    heartbeat,
    limits: { maxUnacked, maxStreams, maxPayloadBytes },
    streams: state.verdicts,
  });
  const refusal = state.verdicts.every(({ mode }) => mode === "refused") ? state.verdicts[0] : undefined;
  const step = send({ ...state, phase: "open", verdicts: [] }, text);
  return refusal === undefined
    ? step
    : chain(step, (next) => close(next, refusal.code ?? closeCodes.forbidden, "none of the streams may be followed"));
}
