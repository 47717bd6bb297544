import type { Cursor, StatePart } from "./client-state.js";
import { eventsBetween, positionAfter } from "../log/position.js";
import type { EventsFrame, ResetFrame, SyncedFrame } from "../frames/server-event.js";
import type { StreamId, Verdict } from "../frames/types.js";
import { tell } from "../steps/turn.js";
import type { Turn } from "./turn.js";

/** A stream's cursor after a frame, or a text that says why the client has to close the connection. */
export type CursorResult = Cursor | string;

/** Returns a stream's cursor for a new connection. The cursor keeps its position and forgets the parts of a snapshot. */
export function reopenCursor(cursor: Cursor): Cursor {
  return cursor.phase === "refused" ? cursor : { ...cursor, phase: "asked", parts: undefined };
}

/** Returns the cursor after the server has accepted or refused the subscription. */
export function applyVerdict(turn: Turn, cursor: Cursor, { stream, mode, from, code = 4404 }: Verdict): CursorResult {
  if (mode === "refused") {
    return endCursor(turn, cursor, { stream, code, reason: "the server refuses the stream" });
  }
  if (mode === "snapshot") return { ...cursor, phase: "snapshot", parts: undefined };
  // If the protocol has no state, the subscription begins with events. `from` is the position before the first of them.
  const position = cursor.position ?? from;
  if (position === undefined || from !== position) return expected(`events after ${position}`, from);
  return { ...cursor, phase: "replay", position };
}

type StreamEnd = { readonly stream: StreamId; readonly code: number; readonly reason: string };

/** Returns the cursor of a stream that has ended or that the server refuses. */
export function endCursor(turn: Turn, cursor: Cursor, { stream, code, reason }: StreamEnd): Cursor {
  tell(turn, { action: "ended", stream, code, reason });
  return { ...cursor, phase: "refused", why: `Stream "${stream}" has ended (${reason === "" ? code : `${code}, ${reason}`}).` };
}

/** Says why the client closes the connection. */
function expected(what: string, got: string | undefined): string {
  return `expected ${what}, got ${got}`;
}

/** Returns the cursor after a frame `$events`. Skips events up to the cursor's position. A gap after the position is an error. */
export function applyEvents(turn: Turn, cursor: Cursor, frame: EventsFrame): CursorResult {
  const { position, phase } = cursor;
  if (position === undefined || (phase !== "replay" && phase !== "live")) return expected("the state", "$events");
  const { stream, from, upto, conflated: isConflated = false } = frame;
  const ahead = frame.follows === position ? 1 : eventsBetween(position, from);
  if (ahead === undefined || ahead > 1) return expected(`events after ${position}`, from);
  const known = isConflated ? 0 : 1 - ahead;
  const events = frame.events.slice(known);
  const at = isConflated ? upto : positionAfter(from, frame.events.length - 1);
  if (at === undefined) return expected("upto", "nothing");
  const isKnown = isConflated ? (eventsBetween(at, position) ?? -1) >= 0 : events.length === 0;
  if (isKnown) return cursor;
  tell(turn, { action: "events", stream, events, from: positionAfter(from, known), at, isConflated });
  return { ...cursor, position: at };
}

/** Returns the cursor after a part of a snapshot. After the last part, also tells the driver that the state is whole. */
export function applyPart(turn: Turn, cursor: Cursor, part: StatePart): CursorResult {
  if (cursor.phase !== "snapshot") return expected("events", part.type);
  const { stream, at, part: number } = part;
  const of = part.type === "$piece" ? undefined : part.of;
  const held = cursor.parts?.at === at && number > 1 ? cursor.parts : { at, of, count: 0 };
  const next = held.count + 1;
  if (number !== next || of !== held.of) return expected(`part ${next}`, `${number}`);
  tell(turn, { action: "part", stream, part });
  if (number !== of && !("last" in part)) return { ...cursor, parts: { at, of, count: next } };
  tell(turn, { action: "state", stream, at });
  return { phase: "replay", position: at, hasLost: cursor.hasLost };
}

/** Returns the cursor after a frame `$reset`, which says that the client cannot continue from its position. */
export function applyReset(turn: Turn, _cursor: Cursor, { stream, reason }: ResetFrame): CursorResult {
  tell(turn, { action: "reset", stream, reason });
  return { phase: "snapshot", hasLost: true };
}

/** Returns the cursor after a frame `$synced`, which says that the client is up to date with the stream. */
export function applySynced(turn: Turn, { position, hasLost }: Cursor, { stream, at, recovered }: SyncedFrame): CursorResult {
  if (at !== position) return expected(`$synced at ${position}`, at);
  tell(turn, { action: "synced", stream, at, recovered: recovered && !hasLost });
  return { phase: "live", position, hasLost: false };
}
