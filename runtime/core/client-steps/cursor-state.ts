import type { EventsFrame } from "../frames/server-event.js";
import type { Position, StreamId } from "../frames/types.js";

/** A client's progress in one stream. */
export type Cursor = {
  /** `asked`: the server has not answered yet. `refused`: the stream has ended or was refused, and the client does not ask again. */
  readonly phase: "asked" | "replay" | "snapshot" | "live" | "refused";
  /** Position of the last event or of the snapshot. Absent while the client has no state. */
  readonly position?: Position | undefined;
  /** The parts of a snapshot that have come so far. */
  readonly parts?: SnapshotParts | undefined;
  /** The client has missed events, and has not reported that to the application yet. */
  readonly hasLost: boolean;
};

type SnapshotParts = { readonly at: Position; readonly of: number; readonly texts: readonly string[] };

/** A report of the driver to the application. Reports are made in order. */
export type CursorOutput =
  | {
      readonly action: "events";
      readonly stream: StreamId;
      readonly events: EventsFrame["events"];
      /** Position of the first event. */
      readonly from: Position;
      /** Position of the last event. If conflated, of the last event that these replace. */
      readonly at: Position;
      readonly isConflated: boolean;
    }
  /** The state as JSON text. It replaces the state and all events before. */
  | { readonly action: "state"; readonly stream: StreamId; readonly at: Position; readonly text: string }
  | { readonly action: "synced"; readonly stream: StreamId; readonly at: Position; readonly recovered: boolean }
  | { readonly action: "reset"; readonly stream: StreamId; readonly reason: "epoch" | "trimmed" | "lag" }
  | { readonly action: "ended"; readonly stream: StreamId; readonly code: number; readonly reason: string };

/** The cursor of a stream that the client has just begun to follow. */
export const newCursor: Cursor = { phase: "asked", hasLost: false };
