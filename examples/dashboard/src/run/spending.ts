import type { RunCost, RunInfo } from "@dagwire/dag";

/** How fast a run spends, and its cost at the end if it continues at this rate. */
export type Spending = {
  /** US dollars a minute since the start; undefined in the first seconds. */
  readonly perMinute: number | undefined;
  /** US dollars at the end; undefined while the total work is unknown. */
  readonly projected: number | undefined;
};

/** Before this time the figures would jump. */
const leastMs = 3_000;
const minuteMs = 60_000;

/** Computes the spending of a run that has lasted `elapsedMs`. */
export function spendingOf({ spent }: RunCost, { progress }: RunInfo, elapsedMs: number | undefined): Spending {
  if (elapsedMs === undefined || elapsedMs < leastMs || spent === 0) return { perMinute: undefined, projected: undefined };
  const share = progress?.total === undefined || progress.total === 0 ? undefined : progress.current / progress.total;
  return {
    perMinute: (spent / elapsedMs) * minuteMs,
    projected: share === undefined || share <= 0 || share >= 1 ? undefined : spent / share,
  };
}
