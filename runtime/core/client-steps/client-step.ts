import * as closeCodes from "../base/close-codes.js";
import { newCursor } from "./client-state.js";
import type { ClientInput, ClientOutput, ClientState, ClientStep, CommandFailure, CommandOutcome } from "./client-state.js";
import { connectionDue, dial, established, fellSilent, goOffline, leave, lost, stop, wentOnline } from "./connection.js";
import { reopenCursor } from "./cursor.js";
import { putCursor, takeFrame } from "./frame-step.js";
import { lossWakeMs, takeMissed, tendLosses } from "./losses.js";
import { addCommand, outboxWakeMs, takeSendable } from "./outbox.js";
import type { GivenCommand, QueuedCommand } from "./outbox.js";
import { defaultHeartbeat, judgeSilence, probe, heartbeatWakeMs } from "./heartbeat.js";
import { beginTurn, put, tell } from "../steps/turn.js";
import type { Timed } from "../steps/turn.js";
import { attemptOf, isOver, isSession, sendInSession } from "./turn.js";
import type { Turn } from "./turn.js";

/** An input of a client's step with its time. `nowMs` never decreases. `random` is a number in [0, 1). */
type TimedClientInput = Timed<ClientInput> & { readonly random: number };

/** One step of a client. A pure function, which tests also run over a simulated faulty network. */
export function clientStep(state: ClientState, { input, nowMs, random }: TimedClientInput): ClientStep {
  const turn: Turn = { ...beginTurn<ClientState, ClientOutput>(state), nowMs, random };
  const isStray = "attempt" in input && input.attempt !== attemptOf(state);
  if (!isStray) react(turn, input);
  flush(turn);
  tendLosses(turn);
  put(turn, { wakeMs: wakeMs(turn) });
  return turn;
}

function wakeMs(turn: Turn): number | undefined {
  const { state, nowMs } = turn;
  const isBeating = isSession(state) || state.session.phase === "greeted";
  const heartbeatMs = isBeating ? heartbeatWakeMs(state.heartbeat, nowMs) : Infinity;
  const earliestMs = Math.min(state.connectionWakeMs ?? Infinity, heartbeatMs, outboxWakeMs(state.outbox, nowMs), lossWakeMs(turn));
  return earliestMs === Infinity ? undefined : earliestMs;
}

function react(turn: Turn, input: ClientInput): void {
  switch (input.kind) {
    case "start":
      return turn.state.connection.phase === "idle" ? dial(turn) : undefined;
    case "opened":
      return opened(turn, input.isSession);
    case "frame":
      return takeFrame(turn, input.frame);
    case "lost":
      // The token has expired, so the next dial needs a new one.
      if (input.code === closeCodes.tokenExpired) put(turn, { token: undefined });
      return lost(turn, input.code, input.reason, input.isOnline);
    case "timer":
      return timer(turn);
    case "online":
    case "visible":
      return isSession(turn.state) ? ping(turn, true) : wentOnline(turn);
    case "offline":
      return goOffline(turn);
    case "stop":
      return stop(turn, input.code, input.reason);
    case "subscribe":
      return subscribe(turn, input.stream);
    case "unsubscribe":
      return unsubscribe(turn, input.stream);
    case "command":
      return addToOutbox(turn, input.command);
    case "token":
      put(turn, { token: input.token });
      return sendInSession(turn, { type: "$auth", token: input.token });
    case "missed":
      return takeMissed(turn, input.stream, input.missed);
  }
}

function opened(turn: Turn, isSessionServer: boolean): void {
  const { options, cursors, token, connection } = turn.state;
  if (connection.phase !== "connecting") return;
  established(turn, isSessionServer);
  put(turn, { session: { phase: isSessionServer ? "greeted" : "plain" } });
  if (!isSessionServer) return;
  put(turn, {
    cursors: new Map([...cursors].map(([stream, cursor]) => [stream, reopenCursor(cursor)])),
    heartbeat: { ...defaultHeartbeat, heardAtMs: turn.nowMs },
  });
  const followed = [...cursors].filter(([, { phase }]) => phase !== "refused");
  const streams = followed.map(([stream, { position }]) => (position === undefined ? { stream } : { stream, after: position }));
  const { protocol, client } = options;
  const frame = { type: "$hello", v: 1, protocol, client, streams, ...(token === undefined ? {} : { auth: token }) } as const;
  tell(turn, { action: "send", frame });
}

function timer(turn: Turn): void {
  const { nowMs } = turn;
  const { outbox, connectionWakeMs } = turn.state;
  const waiting = outbox.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  if (waiting.length < outbox.length) put(turn, { outbox: waiting });
  for (const entry of outbox) if (entry.expiresAtMs <= nowMs) giveUp(turn, entry, "expired");
  if (connectionWakeMs === undefined || connectionWakeMs > nowMs) checkHeartbeat(turn);
  else connectionDue(turn);
}

function checkHeartbeat(turn: Turn): void {
  if (!isSession(turn.state)) return;
  switch (judgeSilence(turn.state.heartbeat, turn.nowMs)) {
    case "fine":
      return;
    case "probe":
      return ping(turn, false);
    case "stale":
      return fellSilent(turn);
    case "dead":
      return leave(turn, closeCodes.abnormal, "the server has stopped answering");
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

function finish(turn: Turn, id: string, outcome: CommandOutcome | CommandFailure): void {
  tell(turn, { action: "finish", id, outcome });
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
  const losses = new Map(turn.state.losses);
  losses.delete(stream);
  put(turn, { cursors, losses });
  sendInSession(turn, { type: "$unsubscribe", stream });
}

function addToOutbox(turn: Turn, given: GivenCommand): void {
  const outbox = addCommand(turn.state.outbox, given, turn.state.options.outbox, turn.nowMs);
  if (outbox === undefined) finish(turn, given.id, { status: "full" });
  else put(turn, { outbox });
}

/** Sends the commands that the client can send now. Gives up the commands that it can never send. */
function flush(turn: Turn): void {
  const { outbox, session } = turn.state;
  if (isOver(turn.state)) for (const entry of outbox) giveUp(turn, entry, "closed");
  else if (session.phase === "plain") {
    for (const { id, event } of outbox) {
      tell(turn, { action: "sendEvent", event });
      finish(turn, id, { status: "sent", isDuplicate: false });
    }
  } else {
    if (session.phase === "open") sendCommands(turn, session.maxUnacked);
    return;
  }
  if (outbox.length > 0) put(turn, { outbox: [] });
}

function sendCommands(turn: Turn, maxUnacked: number): void {
  const { state, nowMs } = turn;
  // The client also sends a command to a stream that it does not follow. The server refuses the command, and the caller of `send`
  // gets the refusal.
  const isReady = (stream: string): boolean => state.cursors.get(stream)?.phase !== "asked";
  const { outbox, commands } = takeSendable(state.outbox, attemptOf(state), maxUnacked, nowMs, isReady);
  put(turn, { outbox });
  for (const { id, stream, event, expiresAtMs } of commands) {
    sendInSession(turn, { type: "$command", id, stream, event, ttlMs: Math.max(0, Math.ceil(expiresAtMs - nowMs)) });
  }
}
