import { placeOf } from "../log/position.js";
import type { LogSlice } from "../log/stream-log.js";
import type { Position } from "../frames/types.js";

/** What is to be done with a slice of the tail. */
export type Advance<Connection> =
  | { readonly status: "broadcast"; readonly members: ReadonlySet<Connection> }
  /** Slices before this one were lost: these have to catch up from `at`. */
  | { readonly status: "gap"; readonly members: readonly Connection[]; readonly at: Position }
  /** It was in the log when the live set began. */
  | { readonly status: "old" };

/**
 * The connections that are up to date with one stream. They share one place, `head`, and get the same
 * bytes; whoever cannot take them leaves and keeps a cursor of its own until it may join again.
 */
export class LiveSet<Connection> {
  readonly #members = new Set<Connection>();
  /** Those whose cursor is ahead of `head`: they have read what the tail has not told yet. */
  readonly #early = new Map<Connection, Position>();
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
  members(): readonly Connection[] {
    return Array.from(this.#members);
  }

  /**
   * @returns "behind" when there is something to be read first, "early" when the log has shown more than
   * its tail has told: {@link takeDue} tells when to try again.
   */
  join(connection: Connection, cursor: Position): "joined" | "behind" | "early" {
    if (cursor === this.#head) {
      this.#members.add(connection);
      return "joined";
    }
    if (!isLater(cursor, this.#head)) return "behind";
    this.#early.set(connection, cursor);
    return "early";
  }

  /** Those who came early and need not wait any more. */
  takeDue(): readonly Connection[] {
    if (this.#early.size === 0) return [];
    const due = [...this.#early].filter(([, cursor]) => !isLater(cursor, this.#head)).map(([connection]) => connection);
    for (const connection of due) this.#early.delete(connection);
    return due;
  }

  /** Who came early is believed, though the tail has told nothing: the members have to catch up. */
  believeEarly(): readonly Connection[] {
    if (this.#early.size === 0) return [];
    for (const cursor of this.#early.values()) if (isLater(cursor, this.#head)) this.#head = cursor;
    const members = this.members();
    this.#members.clear();
    return members;
  }

  leave(connection: Connection): void {
    this.#members.delete(connection);
  }

  /** Moves on by a slice of the tail. */
  advance(slice: LogSlice): Advance<Connection> {
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
