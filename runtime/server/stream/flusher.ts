/** An object that collects changes and writes them when its `flush` is called. */
export type Flushable = { flush(): void };

/** Flushes each marked object once at the end of the current turn of the event loop. */
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
