const isQuick = process.env["BENCH_QUICK"] === "1";

/** How long to measure. `BENCH_QUICK=1` gives a first impression in about a minute. */
export const settings = {
  isQuick,
  /** Rounds of an interleaved measurement inside a process. */
  hotRounds: isQuick ? 9 : 31,
  /** CPU time that one case takes in one round. */
  hotBatchMs: isQuick ? 5 : 12,
  /** CPU time that one case runs before it is measured. */
  warmUpMs: isQuick ? 40 : 250,
  /** Processes over which the hot measurements are spread: what the JIT decides differs from one to the next. */
  hotProcesses: isQuick ? 1 : 3,
  /** Rounds of short child processes. */
  childRounds: isQuick ? 3 : 9,
  /** Rounds of child processes that run for seconds. */
  longChildRounds: isQuick ? 1 : 3,
  /** Edits under a watcher. */
  edits: isQuick ? 5 : 21,
  /** Ticks of a fan-out burst. */
  fanOutTicks: isQuick ? 10 : 25,
  /** Rounds of fan-out bursts, the warm-up not counted. */
  fanOutRounds: isQuick ? 3 : 15,
  /** Sizes of the generator's table; the largest takes minutes. */
  sizes: isQuick ? [11, 1000] : [11, 1000, 5000],
} as const;
