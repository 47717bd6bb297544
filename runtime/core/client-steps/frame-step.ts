import * as closeCodes from "../base/close-codes.js";
import { judgeProtocol } from "../base/compatibility.js";
import type { NackFrame, ServerEvent as ServerFrame, WelcomeFrame } from "../frames/server-event.js";
import type { CommandId, StreamId, Verdict } from "../frames/types.js";
import type { CommandEnd } from "./client-state.js";
import { heard, leave, sentAway, synced } from "./connection.js";
import { newCursor } from "./cursor-state.js";
import { applyEvents, applySnapshot, applySynced, applyVerdict } from "./cursor.js";
import type { Cursor } from "./cursor-state.js";
import type { CursorResult } from "./cursor.js";
import { nameStream, sendLater, streamOfAddress } from "./outbox.js";
import { hear } from "./pulse.js";
import { put, tell } from "../steps/turn.js";
import { isSession } from "./turn.js";
import type { Turn } from "./turn.js";

/** What a frame of the server does; the attempt is the current one. */
export function takeFrame(turn: Turn, frame: ServerFrame): void {
  const { link, pulse } = turn.state;
  if (!isSession(turn.state) && !(link.mode === "greeted" && frame.type === "$welcome")) return;
  put(turn, { pulse: hear(pulse, turn.nowMs, frame.type === "$pong" ? frame.n : undefined) });
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
      return atCursor(turn, frame.stream, (cursor) => applyEvents(turn, cursor, frame));
    case "$snapshot":
      return atCursor(turn, frame.stream, (cursor) => applySnapshot(turn, cursor, frame));
    case "$synced":
      atCursor(turn, frame.stream, (cursor) => applySynced(turn, cursor, frame));
      return checkSynced(turn);
    case "$reset":
      return atCursor(turn, frame.stream, () => {
        tell(turn, { action: "reset", stream: frame.stream, reason: frame.reason });
        return { phase: "snapshot", hasLost: true };
      });
    case "$ack":
      return finish(turn, frame.id, { status: "accepted", at: frame.at, value: frame.result, isDuplicate: frame.duplicate === true });
    case "$nack":
      return nack(turn, frame);
    case "$bye":
      return sentAway(turn, frame.afterMs + turn.random * frame.spreadMs, frame.reason);
    case "$pong":
  }
}

function welcome(turn: Turn, { protocol, heartbeat, limits, streams }: WelcomeFrame): void {
  const { options, pulse, cursors } = turn.state;
  const verdict = judgeProtocol(options.protocol, protocol, options.matrix);
  if (verdict === "refuse") return leave(turn, closeCodes.incompatible, "the server speaks an incompatible protocol");
  if (verdict === "warn") tell(turn, { action: "warn", protocol, verdict });
  put(turn, {
    pulse: { ...pulse, intervalMs: heartbeat.intervalMs, timeoutMs: heartbeat.timeoutMs },
    link: { mode: "session", maxUnacked: limits.maxUnacked },
    connectionWakeMs: undefined,
    // Who has named no stream follows the one in the address, and learns its name here.
    cursors: cursors.size === 0 ? new Map(streams.map(({ stream }) => [stream, newCursor])) : cursors,
  });
  giveNames(turn, streams);
  for (const each of streams) atCursor(turn, each.stream, (cursor) => applyVerdict(turn, cursor, each));
  checkSynced(turn);
}

/** Commands that name no stream were given before the server has told the name of the one in the address. */
function giveNames(turn: Turn, [first, ...others]: readonly Verdict[]): void {
  const { outbox } = turn.state;
  if (first !== undefined && others.length === 0) return put(turn, { outbox: nameStream(outbox, first.stream) });
  const message = "the command names no stream, and the client follows several or none";
  for (const { id, stream } of outbox)
    if (stream === streamOfAddress) finish(turn, id, { status: "rejected", code: "not_subscribed", message });
}

/** A frame may cross with `$unsubscribe`, or follow another that has made us leave. */
function atCursor(turn: Turn, stream: StreamId, apply: (cursor: Cursor) => CursorResult): void {
  const cursor = turn.state.cursors.get(stream);
  if (cursor === undefined || !isSession(turn.state)) return;
  const next = apply(cursor);
  if (typeof next === "string") leave(turn, closeCodes.outOfStep, `stream "${stream}": ${next}`);
  else putCursor(turn, stream, next);
}

/** Replaces one cursor, or adds it. */
export function putCursor(turn: Turn, stream: StreamId, cursor: Cursor): void {
  put(turn, { cursors: new Map(turn.state.cursors).set(stream, cursor) });
}

function ended(turn: Turn, stream: StreamId, code: number, reason: string): void {
  atCursor(turn, stream, (cursor) => {
    tell(turn, { action: "ended", stream, code, reason });
    return { ...cursor, phase: "refused" };
  });
}

function checkSynced(turn: Turn): void {
  const isBehind = [...turn.state.cursors.values()].some(({ phase }) => phase !== "live" && phase !== "refused");
  if (!isBehind && isSession(turn.state)) synced(turn);
}

function finish(turn: Turn, id: CommandId, end: CommandEnd): void {
  const outbox = turn.state.outbox.filter((command) => command.id !== id);
  if (outbox.length === turn.state.outbox.length) return;
  put(turn, { outbox });
  tell(turn, { action: "finish", id, end });
}

function nack(turn: Turn, { id, code, message, decided, retryAfterMs }: NackFrame): void {
  if (retryAfterMs === undefined) finish(turn, id, { status: "rejected", code, message, decided });
  else put(turn, { outbox: sendLater(turn.state.outbox, id, turn.nowMs + retryAfterMs) });
}
