import type { ClientLink } from "./client-link.js";
import { Flusher } from "./socket/flusher.js";
import { Room } from "./room.js";
import type { OpenRoom } from "./stream/open-room.js";
import type { SessionHub } from "./session-hub.js";
import type { Settings } from "./settings.js";

/** The rooms of one server by stream id. */
export class Rooms<S, SN extends string, C, CN extends string, P> {
  readonly #rooms = new Map<string, Room<S, SN, C, CN, P>>();
  /** Closed, but some members still read the end of the log. */
  readonly #ending = new Set<Room<S, SN, C, CN, P>>();
  readonly #settings: Settings<S, SN, C, CN, P>;
  readonly #flusher = new Flusher();

  readonly #sessions: SessionHub<C, P> | undefined;

  constructor(settings: Settings<S, SN, C, CN, P>, sessions: SessionHub<C, P> | undefined) {
    this.#settings = settings;
    this.#sessions = sessions;
  }

  get size(): number {
    return this.#rooms.size;
  }

  has(id: string): boolean {
    return this.#rooms.has(id);
  }

  /** What sessions need of the stream, once it is open. */
  async written(id: string): Promise<OpenRoom<S, SN, C, CN, P> | undefined> {
    return this.#rooms.get(id)?.written();
  }

  /** Resolves when all that was published is in the log. */
  async flushed(): Promise<void> {
    await Promise.all([...this.#rooms.values()].map((room) => room.flushed()));
  }

  /** The room `id`, made if there is none; without members and log it goes again. */
  open(id: string): Room<S, SN, C, CN, P> {
    const existing = this.#rooms.get(id);
    if (existing !== undefined) return existing;
    const room = new Room(id, this.#settings, this.#flusher, this.#sessions, () => {
      this.#forget(room);
    });
    this.#rooms.set(id, room);
    return room;
  }

  /** The same, but it stays until it is closed. */
  keep(id: string): Room<S, SN, C, CN, P> {
    const room = this.open(id);
    room.isKept = true;
    return room;
  }

  *links(): Iterable<ClientLink<S, SN, C, CN, P>> {
    for (const room of this.#rooms.values()) yield* room.links;
    for (const room of this.#ending) yield* room.links;
  }

  endAll(code: number, reason: string): void {
    for (const room of this.#rooms.values()) room.end(code, reason);
  }

  #forget(room: Room<S, SN, C, CN, P>): void {
    // By the time the last member of a closed room leaves, the id may belong to a new room.
    if (this.#rooms.get(room.id) === room) this.#rooms.delete(room.id);
    if (room.hasLinks) this.#ending.add(room);
    else this.#ending.delete(room);
  }
}
