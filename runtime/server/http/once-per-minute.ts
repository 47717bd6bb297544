const minuteMs = 60_000;
const mostKeys = 1_000;

/** Lets each key pass once a minute, and at most 1,000 different keys a minute. */
export class OncePerMinute {
  readonly #passed = new Set<string>();
  #sinceMs = Number.NEGATIVE_INFINITY;

  /** Returns true if the key passes now. */
  allows(key: string, nowMs: number): boolean {
    if (nowMs >= this.#sinceMs + minuteMs) {
      this.#passed.clear();
      this.#sinceMs = nowMs;
    }
    if (this.#passed.has(key) || this.#passed.size >= mostKeys) return false;
    this.#passed.add(key);
    return true;
  }
}
