import type { TimeRun } from "./stream-log.js";

/** Collects the times of consecutive events as runs of equal times. */
export class TimeRuns {
  readonly #runs: TimeRun[] = [];
  #isKnown = false;

  /** Adds `count` events. @param storedMs Their time. `undefined` if the log does not know it. */
  add(count: number, storedMs: number | undefined): void {
    if (count <= 0) return;
    if (storedMs !== undefined) this.#isKnown = true;
    const last = this.#runs.at(-1);
    if (last !== undefined && last.storedMs === storedMs) this.#runs[this.#runs.length - 1] = runOf(last.count + count, storedMs);
    else this.#runs.push(runOf(count, storedMs));
  }

  /** The runs, or `undefined` if the log knows no time of these events. */
  get runs(): readonly TimeRun[] | undefined {
    return this.#isKnown ? this.#runs : undefined;
  }
}

function runOf(count: number, storedMs: number | undefined): TimeRun {
  return storedMs === undefined ? { count } : { count, storedMs };
}

/** Returns the first number from `low` up to but without `high` for which `isMet` is true, or `high`. After it `isMet` stays true. */
export function firstWhere(low: number, high: number, isMet: (number: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (isMet(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
