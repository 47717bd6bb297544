import { eventsBetween, positionAfter } from "../log/position.js";
import type { EventsFrame, SnapshotFrame, SyncedFrame } from "../session/server-event.js";
import type { Position, StreamId, Verdict } from "../session/types.js";

/** Where a client stands in one stream. */
export type Cursor = {
  /** `asked`: no verdict yet on this connection. `refused`: not followed, and not asked for again. */
  readonly phase: "asked" | "replay" | "snapshot" | "live" | "refused";
  /** Position of the last event applied, or of the snapshot; absent while there is no whole state. */
  readonly position?: Position | undefined;
  /** Parts of a snapshot so far. */
  readonly parts?: SnapshotParts | undefined;
  /** A position was given up, and no `$synced` has told the application yet. */
  readonly hasLost: boolean;
};

type SnapshotParts = { readonly at: Position; readonly of: number; readonly texts: readonly string[] };

/** What the application is to be told, in order. */
export type CursorOutput =
  | {
      readonly action: "events";
      readonly stream: StreamId;
      readonly events: EventsFrame["events"];
      /** Position of the first of them. */
      readonly from: Position;
      /** Position of the last, or the last that they stand for. */
      readonly at: Position;
      readonly isConflated: boolean;
    }
  /** The whole state, as JSON text, instead of all that was before. */
  | { readonly action: "state"; readonly stream: StreamId; readonly at: Position; readonly text: string }
  | { readonly action: "synced"; readonly stream: StreamId; readonly at: Position; readonly recovered: boolean }
  | { readonly action: "reset"; readonly stream: StreamId; readonly reason: "epoch" | "trimmed" | "lag" }
  | { readonly action: "ended"; readonly stream: StreamId; readonly code: number; readonly reason: string };

/** A cursor's next state; `broken` says why the connection cannot be gone on with. */
export type CursorStep = { readonly cursor: Cursor; readonly outputs: readonly CursorOutput[]; readonly broken?: string };

/** A cursor that has nothing yet. */
export const newCursor: Cursor = { phase: "asked", hasLost: false };

/** A new connection: what was held of a snapshot is worth nothing, the position is. */
export function reopenCursor(cursor: Cursor): Cursor {
  return cursor.phase === "refused" ? cursor : { phase: "asked", position: cursor.position, hasLost: cursor.hasLost };
}

export function applyVerdict(cursor: Cursor, verdict: Verdict): CursorStep {
  const { stream, mode, from, code = 4404 } = verdict;
  if (mode === "refused") {
    const output: CursorOutput = { action: "ended", stream, code, reason: "the server refuses the stream" };
    return { cursor: { ...cursor, phase: "refused" }, outputs: [output] };
  }
  if (mode === "snapshot") return { cursor: { ...cursor, phase: "snapshot", parts: undefined }, outputs: [] };
  if (from === undefined || from !== cursor.position) return broken(cursor, `it goes on from ${from}, not from ${cursor.position}`);
  return { cursor: { ...cursor, phase: "replay" }, outputs: [] };
}

export function applyReset(stream: StreamId, reason: "epoch" | "trimmed" | "lag"): CursorStep {
  return { cursor: { phase: "snapshot", hasLost: true }, outputs: [{ action: "reset", stream, reason }] };
}

/** Takes the events that follow the position, once: those that were applied before are skipped, a gap breaks. */
export function applyEvents(cursor: Cursor, frame: EventsFrame): CursorStep {
  const { position } = cursor;
  if (position === undefined || (cursor.phase !== "replay" && cursor.phase !== "live"))
    return broken(cursor, "events come before the state");
  const ahead = frame.follows === position ? 1 : eventsBetween(position, frame.from);
  if (ahead === undefined || ahead > 1) return broken(cursor, `events from ${frame.from} do not follow ${position}`);
  return frame.conflated === true ? takeConflated(cursor, position, frame) : takeEvents(cursor, frame, 1 - ahead);
}

function takeEvents(cursor: Cursor, frame: EventsFrame, known: number): CursorStep {
  const events = frame.events.slice(known);
  if (events.length === 0) return { cursor, outputs: [] };
  const { stream } = frame;
  const at = positionAfter(frame.from, frame.events.length - 1);
  const output: CursorOutput = { action: "events", stream, events, from: positionAfter(frame.from, known), at, isConflated: false };
  return { cursor: { ...cursor, position: at }, outputs: [output] };
}

function takeConflated(cursor: Cursor, position: Position, { stream, events, from, upto }: EventsFrame): CursorStep {
  if (upto === undefined) return broken(cursor, "conflated events do not say how far they reach");
  if ((eventsBetween(upto, position) ?? -1) >= 0) return { cursor, outputs: [] };
  return { cursor: { ...cursor, position: upto }, outputs: [{ action: "events", stream, events, from, at: upto, isConflated: true }] };
}

/** Puts a snapshot together; it counts when its last part is there. */
export function applySnapshot(cursor: Cursor, { stream, at, part, of, state }: SnapshotFrame): CursorStep {
  if (cursor.phase !== "snapshot") return broken(cursor, "a snapshot comes unasked");
  const held = cursor.parts?.at === at && part > 1 ? cursor.parts : { at, of, texts: [] };
  if (part !== held.texts.length + 1 || of !== held.of) return broken(cursor, `part ${part} of ${of} is not the next of the snapshot`);
  const parts = { ...held, texts: [...held.texts, state] };
  if (part < of) return { cursor: { ...cursor, parts }, outputs: [] };
  const text = parts.texts.join("");
  return { cursor: { phase: "replay", position: at, hasLost: cursor.hasLost }, outputs: [{ action: "state", stream, at, text }] };
}

export function applySynced(cursor: Cursor, { stream, at, recovered }: SyncedFrame): CursorStep {
  if (at !== cursor.position) return broken(cursor, `it is live from ${at}, not from ${cursor.position}`);
  const output: CursorOutput = { action: "synced", stream, at, recovered: recovered && !cursor.hasLost };
  return { cursor: { phase: "live", position: at, hasLost: false }, outputs: [output] };
}

function broken(cursor: Cursor, reason: string): CursorStep {
  return { cursor, outputs: [], broken: reason };
}
