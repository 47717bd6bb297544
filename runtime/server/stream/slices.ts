import type { PastState } from "./past-state.js";
import type { StateSink } from "./state-sink.js";

/** Milliseconds for which one slice may keep the event loop. */
const sliceMs = 1;
/** The number of values after which {@link writeInSlices} looks at the clock. */
const valuesPerLook = 16;

/** The functions of the server that {@link Slices} calls. */
export type SliceSurroundings = {
  readonly nowMs: () => number;
  /** Resolves after the event loop has served others. */
  readonly pause: () => Promise<unknown>;
};

/** Divides work into slices of about 1 ms, between which the event loop serves others. */
export class Slices {
  readonly #around: SliceSurroundings;
  #endMs: number;

  constructor(around: SliceSurroundings) {
    this.#around = around;
    this.#endMs = around.nowMs() + sliceMs;
  }

  isOver(): boolean {
    return this.#around.nowMs() >= this.#endMs;
  }

  async next(): Promise<void> {
    await this.#around.pause();
    this.#endMs = this.#around.nowMs() + sliceMs;
  }
}

/** Writes a state to sinks. Others may change the state meanwhile, as long as `past` learns of the changes. */
export async function writeInSlices(past: PastState, sinks: readonly StateSink[], slices: Slices): Promise<void> {
  let values = 0;
  for (const _ of past.writeTo(sinks)) {
    // oxlint-disable-next-line no-await-in-loop -- the event loop serves others between two slices
    if (++values % valuesPerLook === 0 && slices.isOver()) await slices.next();
  }
}
