/** The largest number of items of a {@link Ring}, and the most bytes of all its items together. */
export type RingBounds = { readonly maxItems: number; readonly maxBytes: number };

/**
 * The newest items of a sequence, limited by count and by bytes. An item keeps its position: the first item ever appended
 * has position 0, the next 1, even after the ring has dropped older items.
 *
 * The ring keeps the newest item even if that alone is larger than `maxBytes`.
 */
export class Ring<Item extends { readonly byteLength: number }> {
  readonly #bounds: RingBounds;
  #items: Item[] = [];
  /** Number of dropped items at the beginning of `#items`. The ring removes them from the array many at a time. */
  #skipped = 0;
  #start = 0;
  #bytes = 0;

  constructor(bounds: RingBounds) {
    this.#bounds = bounds;
  }

  /** Position of the oldest item in the ring. */
  get start(): number {
    return this.#start;
  }

  /** Position of the next item to be appended. */
  get end(): number {
    return this.#start + this.#items.length - this.#skipped;
  }

  /** Bytes of all items in the ring. */
  get byteLength(): number {
    return this.#bytes;
  }

  /** Appends an item. Then drops the oldest items until the others are within the limits. */
  append(item: Item): void {
    this.#items.push(item);
    this.#bytes += item.byteLength;
    while (this.#isOverfull()) this.#dropOldest();
    this.#compact();
  }

  /**
   * Returns items from position `from` on, as many as fit into `maxBytes`, but at least one if the ring has one. Returns
   * `undefined` if the ring has dropped the item at `from`.
   */
  read(from: number, maxBytes: number): readonly Item[] | undefined {
    if (from < this.#start) return undefined;
    const first = this.#skipped + from - this.#start;
    let last = first;
    let bytes = this.#items[last]?.byteLength ?? 0;
    while (last < this.#items.length && (bytes <= maxBytes || last === first)) {
      last++;
      bytes += this.#items[last]?.byteLength ?? 0;
    }
    return this.#items.slice(first, last);
  }

  /**
   * Returns the newest items before position `to`, as many as fit into `maxBytes`, but at least one if the ring has one.
   *
   * @param from The position of the oldest item to return.
   */
  readBefore(to: number, from: number, maxBytes: number): readonly Item[] {
    const last = this.#skipped + to - this.#start;
    const oldest = this.#skipped + Math.max(from, this.#start) - this.#start;
    let first = last;
    let bytes = 0;
    while (first > oldest) {
      bytes += this.#items[first - 1]?.byteLength ?? 0;
      if (bytes > maxBytes && first < last) break;
      first--;
    }
    return this.#items.slice(first, last);
  }

  /** Returns the item at a position, or `undefined` if the ring does not have it. */
  at(position: number): Item | undefined {
    return position < this.#start ? undefined : this.#items[this.#skipped + position - this.#start];
  }

  /** Drops all items before `position`. */
  dropBefore(position: number): void {
    const target = Math.min(position, this.end);
    while (this.#start < target) this.#dropOldest();
    this.#compact();
  }

  #isOverfull(): boolean {
    const count = this.end - this.#start;
    return count > 1 && (count > this.#bounds.maxItems || this.#bytes > this.#bounds.maxBytes);
  }

  #dropOldest(): void {
    this.#bytes -= this.#items[this.#skipped]?.byteLength ?? 0;
    this.#skipped++;
    this.#start++;
  }

  #compact(): void {
    if (this.#skipped < 64 || this.#skipped * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#skipped);
    this.#skipped = 0;
  }
}
