import type { Cursor } from "./cursor-state.js";
import { eventsBetween, positionAfter } from "../log/position.js";
import type { EventsFrame, SnapshotFrame, SyncedFrame } from "../frames/server-event.js";
import type { Verdict } from "../frames/types.js";
import { tell } from "../steps/turn.js";
import type { Turn } from "./turn.js";

/** The cursor after a frame, or why the connection cannot be gone on with. */
export type CursorResult = Cursor | string;

/** A new connection: what was held of a snapshot is worth nothing, the position is. */
export function reopenCursor(cursor: Cursor): Cursor {
  return cursor.phase === "refused" ? cursor : { ...cursor, phase: "asked", parts: undefined };
}

export function applyVerdict(turn: Turn, cursor: Cursor, { stream, mode, from, code = 4404 }: Verdict): CursorResult {
  if (mode === "refused") {
    tell(turn, { action: "ended", stream, code, reason: "the server refuses the stream" });
    return { ...cursor, phase: "refused" };
  }
  if (mode === "snapshot") return { ...cursor, phase: "snapshot", parts: undefined };
  if (from === undefined || from !== cursor.position) return `it goes on from ${from}, not from ${cursor.position}`;
  return { ...cursor, phase: "replay" };
}

/** Takes the events that follow the position, once: those that were applied before are skipped, a gap breaks. */
export function applyEvents(turn: Turn, cursor: Cursor, frame: EventsFrame): CursorResult {
  const { position, phase } = cursor;
  if (position === undefined || (phase !== "replay" && phase !== "live")) return "events come before the state";
  const { stream, from, upto, conflated: isConflated = false } = frame;
  const ahead = frame.follows === position ? 1 : eventsBetween(position, from);
  if (ahead === undefined || ahead > 1) return `events from ${from} do not follow ${position}`;
  const known = isConflated ? 0 : 1 - ahead;
  const events = frame.events.slice(known);
  const at = isConflated ? upto : positionAfter(from, frame.events.length - 1);
  if (at === undefined) return "conflated events do not say how far they reach";
  const isKnown = isConflated ? (eventsBetween(at, position) ?? -1) >= 0 : events.length === 0;
  if (isKnown) return cursor;
  tell(turn, { action: "events", stream, events, from: positionAfter(from, known), at, isConflated });
  return { ...cursor, position: at };
}

/** Puts a snapshot together; it counts when its last part is there. */
export function applySnapshot(turn: Turn, cursor: Cursor, { stream, at, part, of, state }: SnapshotFrame): CursorResult {
  if (cursor.phase !== "snapshot") return "a snapshot comes unasked";
  const held = cursor.parts?.at === at && part > 1 ? cursor.parts : { at, of, texts: [] };
  if (part !== held.texts.length + 1 || of !== held.of) return `part ${part} of ${of} is not the next of the snapshot`;
  const parts = { ...held, texts: [...held.texts, state] };
  if (part < of) return { ...cursor, parts };
  tell(turn, { action: "state", stream, at, text: parts.texts.join("") });
  return { phase: "replay", position: at, hasLost: cursor.hasLost };
}

export function applySynced(turn: Turn, { position, hasLost }: Cursor, { stream, at, recovered }: SyncedFrame): CursorResult {
  if (at !== position) return `it is live from ${at}, not from ${position}`;
  tell(turn, { action: "synced", stream, at, recovered: recovered && !hasLost });
  return { phase: "live", position, hasLost: false };
}
