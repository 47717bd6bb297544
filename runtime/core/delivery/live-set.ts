import { isLater } from "../log/position.js";
import type { LogSlice } from "../log/stream-log.js";
import type { Position } from "../frames/types.js";

/** The delivery's action for a slice that the log's tail reports. */
export type Advance<Connection> =
  | { readonly status: "broadcast"; readonly connections: ReadonlySet<Connection> }
  /** The tail has skipped events before the slice. All connections have left the set, and read the events after `at` from the log. */
  | { readonly status: "gap"; readonly connections: readonly Connection[]; readonly at: Position }
  /** All connections of the set already have the events of the slice. */
  | { readonly status: "old" };

/**
 * The connections that are up to date with one stream. All of them have its events up to `head` and get the same bytes. A
 * connection whose socket is full leaves the set, keeps a cursor of its own and joins again after it has caught up.
 */
export class LiveSet<Connection> {
  readonly #connections = new Set<Connection>();
  /** Connections that have read events which the log's tail has not reported, with their cursors. */
  readonly #ahead = new Map<Connection, Position>();
  #head: Position;
  #count: number | undefined;

  /** @param count The number of events that the stream has had up to `head`. @default the set learns it from the next slice */
  constructor(head: Position, count?: number) {
    this.#head = head;
    this.#count = count;
  }

  /** The number of events that the stream has had up to {@link head}, in all epochs. `undefined` if the set does not know it. */
  get count(): number | undefined {
    return this.#count;
  }

  /** Position of the last event that all connections of the set have. */
  get head(): Position {
    return this.#head;
  }

  /** Number of connections in the set. */
  get size(): number {
    return this.#connections.size;
  }

  /** Returns a new list of the connections in the set. */
  connections(): readonly Connection[] {
    return Array.from(this.#connections);
  }

  /**
   * Adds a connection if its cursor is at `head`.
   *
   * @returns "behind" if the connection has events to read first. "ahead" if it has read events that the log's tail
   * has not reported. {@link takeReached} returns such a connection when it may try again.
   */
  join(connection: Connection, cursor: Position): "joined" | "behind" | "ahead" {
    if (cursor === this.#head) {
      this.#connections.add(connection);
      return "joined";
    }
    if (!isLater(cursor, this.#head)) return "behind";
    this.#ahead.set(connection, cursor);
    return "ahead";
  }

  /** Returns the connections that were ahead of `head` and that `head` has reached. Forgets them. */
  takeReached(): readonly Connection[] {
    if (this.#ahead.size === 0) return [];
    const reached = [...this.#ahead].filter(([, cursor]) => !isLater(cursor, this.#head)).map(([connection]) => connection);
    for (const connection of reached) this.#ahead.delete(connection);
    return reached;
  }

  /**
   * Moves `head` to the latest cursor of the connections that are ahead. The log's tail may never report the events between
   * the old head and that cursor.
   *
   * @returns the connections that were in the set. They have left it, and have to read the missing events from the log.
   */
  moveToAhead(): readonly Connection[] {
    if (this.#ahead.size === 0) return [];
    for (const cursor of this.#ahead.values()) if (isLater(cursor, this.#head)) this.#head = cursor;
    this.#count = undefined;
    const connections = this.connections();
    this.#connections.clear();
    return connections;
  }

  /** Removes a connection from the set. */
  leave(connection: Connection): void {
    this.#connections.delete(connection);
  }

  /** Moves `head` to the last event of a slice that the log has appended and reported in its tail. */
  advance(slice: LogSlice): Advance<Connection> {
    if (slice.after === this.#head) {
      this.#head = slice.at;
      this.#count = slice.count + slice.texts.length;
      return { status: "broadcast", connections: this.#connections };
    }
    if (!isLater(slice.at, this.#head)) return { status: "old" };
    const at = this.#head;
    const connections = this.connections();
    this.#connections.clear();
    this.#head = slice.at;
    this.#count = slice.count + slice.texts.length;
    return { status: "gap", connections, at };
  }
}
