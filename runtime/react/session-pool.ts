/** The methods of a session that a pool calls. */
export type Pooled = { readonly open: () => void; readonly close: (reason?: string) => void };

/** A session and the number of components that use it. */
export type PoolEntry<Session extends Pooled> = { readonly key: string; readonly session: Session; users: number };

/** Time that React may take to mount a component after its first render. */
const unusedMs = 60_000;

/**
 * Sessions by key. Components with the same key share one. The pool opens a session when the first component is mounted. It
 * closes the session one macrotask after the last component is unmounted, because React's StrictMode mounts, unmounts and
 * mounts again, and the socket should stay.
 */
export class SessionPool<Session extends Pooled> {
  readonly #entries = new Map<string, PoolEntry<Session>>();

  /** Returns the entry of a key. Makes a session that is not open yet if the pool has none. */
  entry(key: string, make: () => Session): PoolEntry<Session> {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry = { key, session: make(), users: 0 };
    // A server renders components and never mounts them, so it must not keep their sessions.
    if (typeof window === "undefined") return entry;
    this.#entries.set(key, entry);
    setTimeout(() => this.#dropUnused(entry), unusedMs);
    return entry;
  }

  /** Counts a component that is mounted. Returns a function that it calls when it is unmounted. */
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
