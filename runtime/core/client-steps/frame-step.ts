import * as closeCodes from "../base/close-codes.js";
import { judgeProtocol } from "../base/compatibility.js";
import type { NackFrame, ServerEvent as ServerFrame, WelcomeFrame } from "../frames/server-event.js";
import type { CommandId, StreamId, Verdict } from "../frames/types.js";
import { newCursor, noSources } from "./client-state.js";
import type { CommandFailure, CommandOutcome, Cursor, StatePart } from "./client-state.js";
import { dismissed, leave, pass, stop } from "./connection.js";
import { applyEvents, applyPart, applyReset, applySynced, applyVerdict, endCursor } from "./cursor.js";
import type { CursorResult } from "./cursor.js";
import type { QueuedCommand } from "./outbox.js";
import { noStreamNamed, notYours, sentBefore, streamOfAddress, withChanges } from "./outbox.js";
import { hear } from "./heartbeat.js";
import { put, tell } from "../steps/turn.js";
import { isSession, sendInSession } from "./turn.js";
import type { Turn } from "./turn.js";

/** Takes a frame of the server that belongs to the current attempt. */
export function takeFrame(turn: Turn, frame: ServerFrame): void {
  const { session, heartbeat } = turn.state;
  const isEarly = frame.type === "$welcome" || frame.type === "$bye";
  if (!isSession(turn.state) && !(session.phase === "greeted" && isEarly)) return;
  put(turn, { heartbeat: hear(heartbeat, turn.nowMs, frame.type === "$pong" ? frame.n : undefined) });
  pass(turn, "stale", "live");
  receive(turn, frame.type, frame);
}

type FrameOf<Type> = Extract<ServerFrame, { readonly type: Type }>;

/** The receivers of frames, by type. The client ignores other frames: a newer server may know some. */
const receivers: { readonly [Type in ServerFrame["type"]]?: (turn: Turn, frame: FrameOf<Type>) => void } = {
  $welcome: welcome,
  $subscribed: (turn, { verdict }) => atCursor(turn, verdict, applyVerdict),
  $unsubscribed: (turn, frame) => atCursor(turn, frame, endCursor),
  $events: (turn, frame) => atAnswered(turn, frame, applyEvents),
  $snapshot: takePart,
  $piece: takePart,
  $synced: (turn, frame) => {
    atAnswered(turn, frame, applySynced);
    checkSynced(turn);
  },
  $reset: (turn, frame) => atAnswered(turn, frame, applyReset),
  $ack: (turn, { id, at, result, duplicate = false }) =>
    finish(turn, id, { status: "accepted", at, value: result, isDuplicate: duplicate }),
  $nack: nack,
  $source: (turn, { stream, part, state }) => put(turn, { sources: { ...turn.state.sources, [stream]: { part, state } } }),
  $bye: (turn, { afterMs, spreadMs, reason, final: isFinal }) =>
    isFinal === true ? stop(turn, closeCodes.done, reason) : dismissed(turn, afterMs + turn.random * spreadMs, reason),
};

function takePart(turn: Turn, frame: StatePart): void {
  atAnswered(turn, frame, applyPart);
}

function receive<Type extends ServerFrame["type"]>(turn: Turn, type: Type, frame: FrameOf<Type>): void {
  receivers[type]?.(turn, frame);
}

function welcome(turn: Turn, { protocol, heartbeat, limits, streams, features = [], principal }: WelcomeFrame): void {
  const { options, cursors } = turn.state;
  const { intervalMs, timeoutMs } = heartbeat;
  const verdict = judgeProtocol(options.protocol, protocol, "asServer", options.matrix);
  if (verdict === "refuse") return leave(turn, closeCodes.incompatible, "incompatible protocol");
  if (verdict === "warn") tell(turn, { action: "warn", protocol, verdict });
  put(turn, {
    heartbeat: { ...turn.state.heartbeat, intervalMs, timeoutMs },
    sources: noSources,
    session: { phase: "open", maxUnacked: limits.maxUnacked, server: protocol, features },
    connectionWakeMs: undefined,
    // If the client has named no stream, it follows the stream in its address. `$welcome` is the first frame with that stream's name.
    cursors: cursors.size === 0 ? new Map(streams.map(({ stream }) => [stream, newCursor])) : cursors,
  });
  giveNames(turn, streams);
  if (principal !== undefined) keepOwn(turn, principal.id);
  for (const each of streams) atCursor(turn, each, applyVerdict);
  catchUpWithChanges(turn, streams);
  checkSynced(turn);
}

/** Follows and leaves the streams that the application has followed and left since `$hello`. */
function catchUpWithChanges(turn: Turn, verdicts: readonly Verdict[]): void {
  const { cursors } = turn.state;
  for (const [stream, { phase }] of cursors) if (phase === "asked") sendInSession(turn, { type: "$subscribe", stream });
  for (const { stream } of verdicts) if (!cursors.has(stream)) sendInSession(turn, { type: "$unsubscribe", stream });
}

const isNameless = ({ stream }: QueuedCommand): boolean => stream === streamOfAddress;

/** Completes commands that name no stream: they are for the stream in the client's address, which `$welcome` has named. */
function giveNames(turn: Turn, [first, ...others]: readonly Verdict[]): void {
  const { outbox } = turn.state;
  if (first !== undefined && others.length === 0) put(turn, { outbox: withChanges(outbox, isNameless, { stream: first.stream }) });
  else
    for (const { id } of outbox.filter(isNameless))
      finish(turn, id, { status: "rejected", code: "not_subscribed", message: noStreamNamed });
}

/** Gives up the commands of another principal: a person must not send what another person has decided. */
function keepOwn(turn: Turn, principal: string): void {
  const { outbox } = turn.state;
  put(turn, { principal, outbox: withChanges(outbox, ({ by }) => by === undefined, { by: principal }) });
  for (const { id, by } of turn.state.outbox)
    if (by !== principal) finish(turn, id, { status: "rejected", code: "forbidden", message: notYours });
}

type OfStream = { readonly stream: StreamId };
type Apply<Frame> = (turn: Turn, cursor: Cursor, frame: Frame) => CursorResult;

/** Ignores a frame of a stream that the client has left, because the frame may have crossed with `$unsubscribe`. */
function atCursor<Frame extends OfStream>(turn: Turn, frame: Frame, apply: Apply<Frame>): void {
  const { stream } = frame;
  const cursor = turn.state.cursors.get(stream);
  if (cursor === undefined || !isSession(turn.state)) return;
  const next = apply(turn, cursor, frame);
  if (typeof next === "string") leave(turn, closeCodes.outOfStep, `stream "${stream}": ${next}`);
  else putCursor(turn, stream, next);
}

/**
 * Ignores a frame that belongs to an earlier subscription: the server has not answered the `$subscribe` of the current
 * subscription yet.
 */
function atAnswered<Frame extends OfStream>(turn: Turn, frame: Frame, apply: Apply<Frame>): void {
  if (turn.state.cursors.get(frame.stream)?.phase !== "asked") atCursor(turn, frame, apply);
}

/** Adds or replaces the cursor of a stream. */
export function putCursor(turn: Turn, stream: StreamId, cursor: Cursor): void {
  put(turn, { cursors: new Map(turn.state.cursors).set(stream, cursor) });
}

function checkSynced(turn: Turn): void {
  const isBehind = [...turn.state.cursors.values()].some(({ phase }) => phase !== "live" && phase !== "refused");
  if (!isBehind && isSession(turn.state)) pass(turn, "syncing", "live");
}

/** Takes a command out of the outbox, and reports its outcome. */
export function finish(turn: Turn, id: CommandId, outcome: CommandOutcome | CommandFailure): void {
  const outbox = turn.state.outbox.filter((command) => command.id !== id);
  if (outbox.length === turn.state.outbox.length) return;
  put(turn, { outbox });
  tell(turn, { action: "finish", id, outcome });
}

function nack(turn: Turn, { id, code, message, decided, retryAfterMs }: NackFrame): void {
  // The server forgets a stream that the connection no longer follows. Only the client remembers why it does not follow the
  // stream.
  const { outbox, cursors } = turn.state;
  const isMeant = (command: QueuedCommand): boolean => command.id === id;
  if (retryAfterMs !== undefined) {
    return put(turn, { outbox: withChanges(outbox, isMeant, { sentOn: sentBefore, notBeforeMs: turn.nowMs + retryAfterMs }) });
  }
  const why = code === "not_subscribed" ? cursors.get(outbox.find(isMeant)?.stream ?? streamOfAddress)?.why : undefined;
  finish(turn, id, { status: "rejected", code, message: why ?? message, decided });
}
