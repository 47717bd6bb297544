/** What the pool asks of what it keeps. */
export type Pooled = { readonly open: () => void; readonly close: (reason?: string) => void };

/** One session, and how many components use it now. */
export type PoolEntry<Session extends Pooled> = { readonly key: string; readonly session: Session; users: number };

/** How long something that was rendered may take to be shown. */
const unusedMs = 60_000;

/**
 * Sessions by key, shared by all components that name the same. A session is opened when the first component
 * is shown and closed one macrotask after the last has gone, so that a component that is mounted twice in a
 * row, as React's StrictMode does, keeps its socket.
 */
export class SessionPool<Session extends Pooled> {
  readonly #entries = new Map<string, PoolEntry<Session>>();

  /** The session of a key, which is not opened yet; made where there is none. */
  entry(key: string, make: () => Session): PoolEntry<Session> {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry = { key, session: make(), users: 0 };
    // A page that is rendered on a server keeps nothing: no component of it is ever shown there.
    if (typeof window === "undefined") return entry;
    this.#entries.set(key, entry);
    setTimeout(() => this.#dropUnused(entry), unusedMs);
    return entry;
  }

  /** A component that uses the session is shown. The result ends that. */
  acquire(entry: PoolEntry<Session>): () => void {
    this.#entries.set(entry.key, entry);
    entry.users++;
    entry.session.open();
    return () => {
      entry.users--;
      setTimeout(() => this.#dropUnused(entry), 0);
    };
  }

  #dropUnused(entry: PoolEntry<Session>): void {
    if (entry.users > 0 || this.#entries.get(entry.key) !== entry) return;
    this.#entries.delete(entry.key);
    entry.session.close("nobody watches any more");
  }
}
