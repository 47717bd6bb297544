/** An object that collects changes until the end of the tick. */
export type Flushable = { flush(): void };

/** Flushes each marked object once, after the event loop has run all callbacks of this turn. */
export class Flusher {
  readonly #dirty = new Set<Flushable>();
  #isScheduled = false;

  mark(flushable: Flushable): void {
    this.#dirty.add(flushable);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.flush();
    });
  }

  flush(): void {
    this.#isScheduled = false;
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    for (const flushable of dirty) flushable.flush();
  }
}
