import { placeOf } from "../log/position.js";
import type { LogSlice } from "../log/stream-log.js";
import type { Position } from "../session/types.js";

/** What is to be done with a slice of the tail. */
export type Advance =
  | { readonly status: "broadcast"; readonly members: ReadonlySet<number> }
  /** Slices before this one were lost: these have to catch up from `at`. */
  | { readonly status: "gap"; readonly members: readonly number[]; readonly at: Position }
  /** It was in the log when the live set began. */
  | { readonly status: "old" };

/**
 * The connections that are up to date with one stream. They share one place, `head`, and get the same
 * bytes; whoever cannot take them leaves and keeps a cursor of its own until it may join again.
 */
export class LiveStream {
  readonly #members = new Set<number>();
  #head: Position;

  constructor(head: Position) {
    this.#head = head;
  }

  get head(): Position {
    return this.#head;
  }

  get size(): number {
    return this.#members.size;
  }

  /** Those who are in it now. */
  members(): readonly number[] {
    return Array.from(this.#members);
  }

  /** @returns false when the cursor is elsewhere: there is something to be read first. */
  join(connection: number, cursor: Position): boolean {
    if (cursor !== this.#head) return false;
    this.#members.add(connection);
    return true;
  }

  leave(connection: number): void {
    this.#members.delete(connection);
  }

  /** Moves on by a slice of the tail. */
  advance(slice: LogSlice): Advance {
    if (slice.after === this.#head) {
      this.#head = slice.at;
      return { status: "broadcast", members: this.#members };
    }
    if (!isLater(slice.at, this.#head)) return { status: "old" };
    const at = this.#head;
    const members = this.members();
    this.#members.clear();
    this.#head = slice.at;
    return { status: "gap", members, at };
  }
}

function isLater(position: Position, than: Position): boolean {
  const [a, b] = [placeOf(position), placeOf(than)];
  if (a === undefined || b === undefined) return false;
  return a.epoch === b.epoch ? a.seq > b.seq : a.epoch > b.epoch;
}
