import type { EventsFrame } from "../frames/server-event.js";
import type { Position, StreamId } from "../frames/types.js";

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

/** A cursor that has nothing yet. */
export const newCursor: Cursor = { phase: "asked", hasLost: false };
