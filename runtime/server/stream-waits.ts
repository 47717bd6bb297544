type Waiting = (hasCome: boolean) => void;

/** Clients that wait until their stream is opened. A page is often there before the worker that opens its stream. */
export class StreamWaits {
  readonly #waiting = new Map<string, Set<Waiting>>();
  #isClosed = false;

  /** Resolves with true when the stream is being opened, and with false after `timeoutMs` or when the server closes. */
  comes(stream: string, timeoutMs: number): Promise<boolean> {
    if (this.#isClosed || timeoutMs <= 0) return Promise.resolve(false);
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(stream) ?? new Set<Waiting>();
      this.#waiting.set(stream, waiting);
      const end = (hasCome: boolean): void => {
        clearTimeout(timer);
        waiting.delete(end);
        if (waiting.size === 0) this.#waiting.delete(stream);
        resolve(hasCome);
      };
      const timer = setTimeout(() => end(false), timeoutMs);
      waiting.add(end);
    });
  }

  /** Notes that a stream is being opened. */
  came(stream: string): void {
    for (const end of this.#waiting.get(stream) ?? []) end(true);
  }

  /** Ends all waits, because the server closes. */
  close(): void {
    this.#isClosed = true;
    for (const waiting of this.#waiting.values()) for (const end of waiting) end(false);
  }
}
