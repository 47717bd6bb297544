const isQuick = process.env["BENCH_QUICK"] === "1";

/** The extent of the measurements. `BENCH_QUICK=1` gives rough figures in about a minute. */
export const settings = {
  isQuick,
  /** Rounds of an interleaved measurement inside a process. */
  hotRounds: isQuick ? 9 : 31,
  /** CPU time of one case in one round. */
  hotBatchMs: isQuick ? 5 : 12,
  /** CPU time for which one case runs before it is measured. */
  warmUpMs: isQuick ? 40 : 250,
  /** Number of processes for the hot measurements. The JIT compiler decides differently in each process. */
  hotProcesses: isQuick ? 1 : 3,
  /** Rounds of short child processes. */
  childRounds: isQuick ? 3 : 9,
  /** Rounds of child processes that run for seconds. */
  longChildRounds: isQuick ? 1 : 3,
  /** Edits under a watcher. */
  edits: isQuick ? 5 : 21,
  /** Ticks of a fan-out burst. */
  fanOutTicks: isQuick ? 10 : 25,
  /** Rounds of fan-out bursts without the warm-up. */
  fanOutRounds: isQuick ? 3 : 15,
  /** Sizes of the generator's table; the largest takes minutes. */
  sizes: isQuick ? [11, 1000] : [11, 1000, 5000],
} as const;
