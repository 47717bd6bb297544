import * as closeCodes from "../base/close-codes.js";
import { newCursor } from "./client-state.js";
import type { ClientInput, ClientOutput, ClientState, ClientStep } from "./client-state.js";
import { connectionDue, dialIfWaiting, goOffline, leave, lost, pass, stop } from "./connection.js";
import { reopenCursor } from "./cursor.js";
import { finish, putCursor, takeFrame } from "./frame-step.js";
import { addCommand, outboxWakeMs, sendable, withChanges } from "./outbox.js";
import type { GivenCommand, QueuedCommand } from "./outbox.js";
import { defaultHeartbeat, judgeSilence, probe, heartbeatWakeMs } from "./heartbeat.js";
import { beginTurn, put, tell } from "../steps/turn.js";
import type { Timed } from "../steps/turn.js";
import { attemptOf, isOver, isSession, sendInSession } from "./turn.js";
import type { LossAccount, Turn } from "./turn.js";

/** An input of a client's step with its time. `nowMs` never decreases. `random` is a number in [0, 1). */
type TimedClientInput = Timed<ClientInput> & { readonly random: number };

/** One step of a client. A pure function, which tests also run over a simulated faulty network. @param account Default: none. */
export function clientStep(state: ClientState, { input, nowMs, random }: TimedClientInput, account?: LossAccount): ClientStep {
  const turn: Turn = { ...beginTurn<ClientState, ClientOutput>(state), nowMs, random, account };
  const isStray = "attempt" in input && input.attempt !== attemptOf(state);
  if (!isStray) react(turn, input.kind, input);
  flush(turn);
  account?.tend(turn);
  put(turn, { wakeMs: wakeMs(turn) });
  return turn;
}

function wakeMs(turn: Turn): number | undefined {
  const { state, nowMs } = turn;
  const heartbeatMs = isSession(state) ? heartbeatWakeMs(state.heartbeat, nowMs) : Infinity;
  const lossMs = turn.account?.wakeMs(turn) ?? Infinity;
  const earliestMs = Math.min(state.connectionWakeMs ?? Infinity, heartbeatMs, outboxWakeMs(state.outbox, nowMs), lossMs);
  return earliestMs === Infinity ? undefined : earliestMs;
}

type InputOf<Kind> = Extract<ClientInput, { readonly kind: Kind }>;

const reactions: { readonly [Kind in ClientInput["kind"]]: (turn: Turn, input: InputOf<Kind>) => void } = {
  start: dialIfWaiting,
  opened,
  frame: (turn, { frame }) => takeFrame(turn, frame),
  lost: (turn, { code, reason, isOnline }) => lost(turn, code, reason, isOnline),
  timer,
  online: wakeUp,
  visible: wakeUp,
  offline: goOffline,
  stop: (turn, { code, reason }) => stop(turn, code, reason),
  subscribe: (turn, { stream }) => subscribe(turn, stream),
  unsubscribe: (turn, { stream }) => unsubscribe(turn, stream),
  command: (turn, { command }) => addToOutbox(turn, command),
  token: (turn, { token }) => {
    put(turn, { token });
    sendInSession(turn, { type: "$auth", token });
  },
  missed: (turn, { stream, losses }) => turn.account?.take(turn, stream, losses),
};

function react<Kind extends ClientInput["kind"]>(turn: Turn, kind: Kind, input: InputOf<Kind>): void {
  reactions[kind](turn, input);
}

/** The network or the user is back: the client asks at once whether the server still answers, or dials. */
function wakeUp(turn: Turn): void {
  if (isSession(turn.state)) ping(turn, true);
  else dialIfWaiting(turn);
}

function opened(turn: Turn, { subprotocol }: InputOf<"opened">): void {
  const { options, cursors, token } = turn.state;
  const isSessionServer = subprotocol !== undefined;
  if (!pass(turn, "connecting", isSessionServer ? "syncing" : "live")) return;
  put(turn, { subprotocol, session: { phase: isSessionServer ? "greeted" : "plain" } });
  if (!isSessionServer) return;
  put(turn, {
    cursors: new Map([...cursors].map(([stream, cursor]) => [stream, reopenCursor(cursor)])),
    heartbeat: { ...defaultHeartbeat, heardAtMs: turn.nowMs },
  });
  const streams = [...cursors].flatMap(([stream, { phase, position: after }]) =>
    phase === "refused" ? [] : [{ stream, ...(after && { after }) }],
  );
  const { protocol, client } = options;
  tell(turn, { action: "send", frame: { type: "$hello", v: 1, protocol, client, streams, ...(token && { auth: token }) } });
}

function timer(turn: Turn): void {
  const { nowMs } = turn;
  const { outbox, connectionWakeMs } = turn.state;
  for (const entry of outbox) if (entry.expiresAtMs <= nowMs) giveUp(turn, entry, "expired");
  if (connectionWakeMs === undefined || connectionWakeMs > nowMs) checkHeartbeat(turn);
  else connectionDue(turn);
}

function checkHeartbeat(turn: Turn): void {
  if (!isSession(turn.state)) return;
  switch (judgeSilence(turn.state.heartbeat, turn.nowMs)) {
    case "probe":
      return ping(turn, false);
    case "stale":
      pass(turn, "live", "stale");
      return;
    case "dead":
      return leave(turn, closeCodes.abnormal, "the server does not answer");
    case undefined:
  }
}

function ping(turn: Turn, isUrgent: boolean): void {
  const heartbeat = probe(turn.state.heartbeat, turn.nowMs, isUrgent);
  put(turn, { heartbeat });
  sendInSession(turn, { type: "$ping", n: heartbeat.sentPings });
}

function giveUp(turn: Turn, { id, sentOn }: QueuedCommand, status: "expired" | "closed"): void {
  finish(turn, id, { status: sentOn === 0 ? status : "unconfirmed" });
}

function subscribe(turn: Turn, stream: string): void {
  const known = turn.state.cursors.get(stream);
  if (known !== undefined && known.phase !== "refused") return;
  putCursor(turn, stream, newCursor);
  sendInSession(turn, { type: "$subscribe", stream });
}

function unsubscribe(turn: Turn, stream: string): void {
  const cursors = new Map(turn.state.cursors);
  if (!cursors.delete(stream)) return;
  put(turn, { cursors });
  sendInSession(turn, { type: "$unsubscribe", stream });
}

function addToOutbox(turn: Turn, given: GivenCommand): void {
  const outbox = addCommand(turn.state.outbox, { by: turn.state.principal, ...given }, turn.state.options.outbox, turn.nowMs);
  if (outbox === undefined) tell(turn, { action: "finish", id: given.id, outcome: { status: "full" } });
  else put(turn, { outbox });
}

/** Sends the commands that the client can send now. Gives up the commands that it can never send. */
function flush(turn: Turn): void {
  const { outbox, session } = turn.state;
  if (session.phase === "open") return sendCommands(turn, session.maxUnacked);
  for (const entry of outbox)
    if (isOver(turn.state)) giveUp(turn, entry, "closed");
    else if (session.phase === "plain") {
      tell(turn, { action: "sendEvent", event: entry.event });
      finish(turn, entry.id, { status: "sent", isDuplicate: false });
    }
}

function sendCommands(turn: Turn, maxUnacked: number): void {
  const { state, nowMs } = turn;
  const attempt = attemptOf(state);
  // The client also sends a command to a stream that it does not follow. The server refuses the command, and the caller of `send`
  // gets the refusal.
  const isReady = (stream: string): boolean => state.cursors.get(stream)?.phase !== "asked";
  const commands = sendable(state.outbox, attempt, maxUnacked, nowMs, isReady);
  put(turn, { outbox: withChanges(state.outbox, (command) => commands.includes(command), { sentOn: attempt }) });
  for (const { id, stream, event, expiresAtMs } of commands) {
    sendInSession(turn, { type: "$command", id, stream, event, ttlMs: Math.max(0, Math.ceil(expiresAtMs - nowMs)) });
  }
}
