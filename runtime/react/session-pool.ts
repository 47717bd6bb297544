/** The methods of a session that a pool calls. */
export type Pooled = { readonly open: () => void; readonly close: (reason?: string) => void };

/** A session in the pool, its key, and the number of mounted components that use the session. */
export type PoolEntry<Session extends Pooled> = { readonly key: string; readonly session: Session; users: number };

/** Milliseconds that React may take to mount a component after its first render. The pool then drops a session without users. */
const unusedMs = 60_000;

/**
 * Sessions by key. Components with the same key share one session. The pool opens a session when its first component is
 * mounted. It closes the session one macrotask after the last component is unmounted: React's StrictMode unmounts a
 * component and at once mounts it again, and the socket should stay open.
 */
export class SessionPool<Session extends Pooled> {
  readonly #entries = new Map<string, PoolEntry<Session>>();

  /** Returns the entry with a key. If the pool has none, adds one with the session that `make` returns, and does not open it. */
  entry(key: string, make: () => Session): PoolEntry<Session> {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry = { key, session: make(), users: 0 };
    // A server that renders React pages never mounts their components, so the pool must not keep their sessions.
    if (typeof window === "undefined") return entry;
    this.#entries.set(key, entry);
    setTimeout(() => this.#dropUnused(entry), unusedMs);
    return entry;
  }

  /** Counts a mounted component, and opens the session for the first one. Returns a function to call when it is unmounted. */
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
    entry.session.close("no component uses the session any more");
  }
}
