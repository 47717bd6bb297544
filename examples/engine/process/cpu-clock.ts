import { type CpuSource, createProcSource } from "./cpu-source.js";

type Leaving = { readonly lastMs: number; readonly resolve: (cpuMs: number) => void };

/**
 * Measures the processor time of child processes.
 *
 * While a child runs, the clock samples its process group. The time after the last sample is known only
 * for all children together: the kernel adds a child's time to its parent's total when the parent waits for the child. The clock
 * charges the growth of the parent's total to the child that has exited. Children that exit in the same turn of the event loop
 * share the growth evenly. The clock does not measure a process that leaves the group if no process waits for it. Without /proc
 * the clock uses elapsed time instead of processor time: see {@link CpuClock.isMeasured}.
 */
export class CpuClock {
  readonly #source: CpuSource | undefined;
  readonly #samples = new Map<number, number>();
  readonly #startedAt = new Map<number, number>();
  #leaving: Leaving[] = [];
  #reapedMs: number;

  constructor(source: CpuSource | undefined = createProcSource()) {
    this.#source = source;
    this.#reapedMs = source?.readReaped() ?? 0;
  }

  /** False if the clock uses elapsed time instead of processor time. */
  get isMeasured(): boolean {
    return this.#source !== undefined;
  }

  /** Starts to measure a child that leads a process group. */
  track(pid: number): void {
    this.#samples.set(pid, 0);
    this.#startedAt.set(pid, performance.now());
  }

  /** Returns the processor time in milliseconds of every measured child. */
  sample(): ReadonlyMap<number, number> {
    const readings = this.#source?.readGroups(new Set(this.#samples.keys())) ?? this.#elapsed();
    for (const [pid, beforeMs] of this.#samples) {
      this.#samples.set(pid, Math.max(beforeMs, readings.get(pid) ?? 0));
    }
    return new Map(this.#samples);
  }

  /** Returns the total processor time of a child that has just exited, and stops measuring it. */
  settle(pid: number): Promise<number> {
    const elapsedMs = performance.now() - (this.#startedAt.get(pid) ?? performance.now());
    const lastMs = this.#samples.get(pid) ?? 0;
    this.#samples.delete(pid);
    this.#startedAt.delete(pid);
    if (this.#source === undefined) return Promise.resolve(elapsedMs);
    return new Promise((resolve) => {
      this.#leaving.push({ lastMs, resolve });
      if (this.#leaving.length === 1) setImmediate(() => this.#settleLeaving());
    });
  }

  #settleLeaving(): void {
    const leaving = this.#leaving;
    this.#leaving = [];
    const reapedMs = this.#source?.readReaped() ?? 0;
    const sampledMs = leaving.reduce((sum, { lastMs }) => sum + lastMs, 0);
    const unseenMs = Math.max(0, reapedMs - this.#reapedMs - sampledMs);
    this.#reapedMs = reapedMs;
    for (const { lastMs, resolve } of leaving) resolve(lastMs + unseenMs / leaving.length);
  }

  #elapsed(): ReadonlyMap<number, number> {
    const now = performance.now();
    return new Map([...this.#startedAt].map(([pid, startedAt]) => [pid, now - startedAt]));
  }
}
