import * as closeCodes from "../base/close-codes.js";
import { judgeProtocol } from "../base/compatibility.js";
import type { NackFrame, ServerEvent as ServerFrame, WelcomeFrame } from "../frames/server-event.js";
import type { CommandId, StreamId, Verdict } from "../frames/types.js";
import { newCursor } from "./client-state.js";
import type { CommandFailure, CommandOutcome, Cursor } from "./client-state.js";
import { heard, leave, dismissed, synced } from "./connection.js";
import { applyEvents, applySnapshot, applySynced, applyVerdict } from "./cursor.js";
import type { CursorResult } from "./cursor.js";
import { nameStream, sendLater, streamOfAddress } from "./outbox.js";
import { hear } from "./heartbeat.js";
import { put, tell } from "../steps/turn.js";
import { isSession, sendInSession } from "./turn.js";
import type { Turn } from "./turn.js";

/** Takes a frame of the server that belongs to the current attempt. */
export function takeFrame(turn: Turn, frame: ServerFrame): void {
  const { session, heartbeat } = turn.state;
  if (!isSession(turn.state) && !(session.phase === "greeted" && frame.type === "$welcome")) return;
  put(turn, { heartbeat: hear(heartbeat, turn.nowMs, frame.type === "$pong" ? frame.n : undefined) });
  heard(turn);
  receive(turn, frame);
}

function receive(turn: Turn, frame: ServerFrame): void {
  switch (frame.type) {
    case "$welcome":
      return welcome(turn, frame);
    case "$subscribed":
      return atCursor(turn, frame.verdict.stream, (cursor) => applyVerdict(turn, cursor, frame.verdict));
    case "$unsubscribed":
      return ended(turn, frame.stream, frame.code, frame.reason);
    case "$events":
      return atAnswered(turn, frame.stream, (cursor) => applyEvents(turn, cursor, frame));
    case "$snapshot":
      return atAnswered(turn, frame.stream, (cursor) => applySnapshot(turn, cursor, frame));
    case "$synced":
      atAnswered(turn, frame.stream, (cursor) => applySynced(turn, cursor, frame));
      return checkSynced(turn);
    case "$reset":
      return atAnswered(turn, frame.stream, () => {
        tell(turn, { action: "reset", stream: frame.stream, reason: frame.reason });
        return { phase: "snapshot", hasLost: true };
      });
    case "$ack":
      return finish(turn, frame.id, { status: "accepted", at: frame.at, value: frame.result, isDuplicate: frame.duplicate === true });
    case "$nack":
      return nack(turn, frame);
    case "$bye":
      return dismissed(turn, frame.afterMs + turn.random * frame.spreadMs, frame.reason);
    case "$pong":
  }
}

function welcome(turn: Turn, { protocol, heartbeat, limits, streams, features = [] }: WelcomeFrame): void {
  const { options, cursors } = turn.state;
  const verdict = judgeProtocol(options.protocol, protocol, options.matrix);
  if (verdict === "refuse") return leave(turn, closeCodes.incompatible, "the server speaks an incompatible protocol");
  if (verdict === "warn") tell(turn, { action: "warn", protocol, verdict });
  put(turn, {
    heartbeat: { ...turn.state.heartbeat, intervalMs: heartbeat.intervalMs, timeoutMs: heartbeat.timeoutMs },
    session: { phase: "open", maxUnacked: limits.maxUnacked, server: protocol, features },
    connectionWakeMs: undefined,
    // If the client has named no stream, it follows the stream in its address. `$welcome` is the first frame with that stream's name.
    cursors: cursors.size === 0 ? new Map(streams.map(({ stream }) => [stream, newCursor])) : cursors,
  });
  giveNames(turn, streams);
  for (const each of streams) atCursor(turn, each.stream, (cursor) => applyVerdict(turn, cursor, each));
  catchUpWithChanges(turn, streams);
  checkSynced(turn);
}

/** Follows and leaves the streams that the application has followed and left since `$hello`. */
function catchUpWithChanges(turn: Turn, verdicts: readonly Verdict[]): void {
  const { cursors } = turn.state;
  for (const [stream, { phase }] of cursors) if (phase === "asked") sendInSession(turn, { type: "$subscribe", stream });
  for (const { stream } of verdicts) if (!cursors.has(stream)) sendInSession(turn, { type: "$unsubscribe", stream });
}

/** Completes commands that name no stream: they are for the stream in the client's address, which `$welcome` has named. */
function giveNames(turn: Turn, [first, ...others]: readonly Verdict[]): void {
  const { outbox } = turn.state;
  if (first !== undefined && others.length === 0) return put(turn, { outbox: nameStream(outbox, first.stream) });
  const message = 'The command names no stream, and the client follows several streams or none. Pass the option "stream".';
  for (const { id, stream } of outbox)
    if (stream === streamOfAddress) finish(turn, id, { status: "rejected", code: "not_subscribed", message });
}

/** Ignores a frame of a stream that the client has left, because the frame may have crossed with `$unsubscribe`. */
function atCursor(turn: Turn, stream: StreamId, apply: (cursor: Cursor) => CursorResult): void {
  const cursor = turn.state.cursors.get(stream);
  if (cursor === undefined || !isSession(turn.state)) return;
  const next = apply(cursor);
  if (typeof next === "string") leave(turn, closeCodes.outOfStep, `stream "${stream}": ${next}`);
  else putCursor(turn, stream, next);
}

/**
 * Ignores a frame that belongs to an earlier subscription: the server has not answered the `$subscribe` of the current
 * subscription yet.
 */
function atAnswered(turn: Turn, stream: StreamId, apply: (cursor: Cursor) => CursorResult): void {
  atCursor(turn, stream, (cursor) => (cursor.phase === "asked" ? cursor : apply(cursor)));
}

/** Adds or replaces the cursor of a stream. */
export function putCursor(turn: Turn, stream: StreamId, cursor: Cursor): void {
  put(turn, { cursors: new Map(turn.state.cursors).set(stream, cursor) });
}

function ended(turn: Turn, stream: StreamId, code: number, reason: string): void {
  atCursor(turn, stream, (cursor) => {
    tell(turn, { action: "ended", stream, code, reason });
    const detail = reason === "" ? code : `${code}, ${reason}`;
    return { ...cursor, phase: "refused", why: `Stream "${stream}" has ended (${detail}).` };
  });
}

function checkSynced(turn: Turn): void {
  const isBehind = [...turn.state.cursors.values()].some(({ phase }) => phase !== "live" && phase !== "refused");
  if (!isBehind && isSession(turn.state)) synced(turn);
}

function finish(turn: Turn, id: CommandId, outcome: CommandOutcome | CommandFailure): void {
  const outbox = turn.state.outbox.filter((command) => command.id !== id);
  if (outbox.length === turn.state.outbox.length) return;
  put(turn, { outbox });
  tell(turn, { action: "finish", id, outcome });
}

function nack(turn: Turn, { id, code, message, decided, retryAfterMs }: NackFrame): void {
  // The server forgets a stream that the connection no longer follows. Only the client remembers why it does not follow the
  // stream.
  const why = code === "not_subscribed" ? whyNotFollowed(turn, id) : undefined;
  if (retryAfterMs === undefined) finish(turn, id, { status: "rejected", code, message: why ?? message, decided });
  else put(turn, { outbox: sendLater(turn.state.outbox, id, turn.nowMs + retryAfterMs) });
}

function whyNotFollowed({ state }: Turn, id: CommandId): string | undefined {
  const stream = state.outbox.find((command) => command.id === id)?.stream;
  return stream === undefined ? undefined : state.cursors.get(stream)?.why;
}
