import { parsePosition } from "../../runtime/core/log/position.js";
import type { LogSlice } from "../../runtime/core/log/stream-log.js";

/** The state of a simulated stream. A missing, doubled or swapped event gives another state. */
export type Sum = { readonly count: number; readonly hash: number };

export const noSum: Sum = { count: 0, hash: 7 };

/** The reducer of the simulated protocol. */
export function add(sum: Sum, text: string): Sum {
  let hash = sum.hash;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return { count: sum.count + 1, hash };
}

/** All events that any log has ever appended. The simulator compares clients with it. */
export class History {
  readonly #sums = new Map<string, Sum>();
  readonly #effects = new Map<string, number>();
  readonly #decisions = new Map<string, number>();

  /** Begins a new history of a stream, after a claim or a loss of the log. */
  begin(stream: string, position: string): void {
    this.#sums.set(`${stream} ${position}`, noSum);
  }

  /** @param incarnation Number of the log. After a loss a new log may append a command again. */
  append(stream: string, incarnation: number, slice: LogSlice): void {
    let sum = this.sumAt(stream, slice.after) ?? noSum;
    const first = parsePosition(slice.from);
    for (const [index, text] of slice.texts.entries()) {
      sum = add(sum, text);
      this.#sums.set(`${stream} ${first?.epoch}:${(first?.seq ?? 0) + index}`, sum);
      this.#count(stream, incarnation, text);
    }
  }

  sumAt(stream: string, position: string): Sum | undefined {
    return this.#sums.get(`${stream} ${position}`);
  }

  /** Returns a command or gate that took effect more than once in one log. */
  doubled(): string | undefined {
    for (const [key, count] of [...this.#effects, ...this.#decisions]) if (count > 1) return `${key} took effect ${count} times`;
    return undefined;
  }

  hasEffect(stream: string, incarnation: number, intent: string): boolean {
    return this.#effects.has(`${stream} ${incarnation} intent ${intent}`);
  }

  #count(stream: string, incarnation: number, text: string): void {
    const { intent, gate, n } = JSON.parse(text) as { readonly intent?: string; readonly gate?: string; readonly n?: number };
    if (n !== undefined) bump(this.#effects, `${stream} ${incarnation} published event ${n}`);
    if (intent !== undefined) bump(this.#effects, `${stream} ${incarnation} intent ${intent}`);
    if (gate !== undefined) bump(this.#decisions, `${stream} ${incarnation} gate ${gate}`);
  }
}

function bump(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
