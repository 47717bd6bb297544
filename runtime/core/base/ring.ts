/** How much a {@link Ring} holds before it lets go of its oldest items. */
export type RingBounds = { readonly maxItems: number; readonly maxBytes: number };

/**
 * The newest items of an endless sequence, bounded by count and by bytes. Positions are absolute: the
 * n-th item ever appended is at position n, from 0, whether it is still held or not.
 *
 * The newest item is held even when it alone is larger than `maxBytes`.
 */
export class Ring<Item extends { readonly byteLength: number }> {
  readonly #bounds: RingBounds;
  #items: Item[] = [];
  /** Items before this index are let go of; they are cut off in bulk. */
  #skipped = 0;
  #start = 0;
  #bytes = 0;

  constructor(bounds: RingBounds) {
    this.#bounds = bounds;
  }

  /** Position of the oldest item held. */
  get start(): number {
    return this.#start;
  }

  /** Position that the next item will get. */
  get end(): number {
    return this.#start + this.#items.length - this.#skipped;
  }

  /** Bytes of all items held. */
  get byteLength(): number {
    return this.#bytes;
  }

  append(item: Item): void {
    this.#items.push(item);
    this.#bytes += item.byteLength;
    while (this.#isOverfull()) this.#dropOldest();
    this.#compact();
  }

  /**
   * Items from position `from` on: as many as fit in `maxBytes`, but at least one where there is one.
   * `undefined` when `from` has been let go of.
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

  /** Lets go of all items before position `position`. */
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
