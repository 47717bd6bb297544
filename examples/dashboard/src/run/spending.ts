import type { RunCost, RunInfo } from "@dagwire/dag";

/** How fast a run spends, and what it comes to if it goes on like that. */
export type Spending = {
  /** US dollars a minute since the start; undefined before it makes sense. */
  readonly perMinute: number | undefined;
  /** US dollars at the end; undefined while it is not known how much there is to do. */
  readonly projected: number | undefined;
};

/** Sooner the figures jump. */
const leastMs = 3_000;
const minuteMs = 60_000;

/** Judges the spending of a run that has gone on for `elapsedMs`. */
export function spendingOf({ spent }: RunCost, { progress }: RunInfo, elapsedMs: number | undefined): Spending {
  if (elapsedMs === undefined || elapsedMs < leastMs || spent === 0) return { perMinute: undefined, projected: undefined };
  const share = progress?.total === undefined || progress.total === 0 ? undefined : progress.current / progress.total;
  return {
    perMinute: (spent / elapsedMs) * minuteMs,
    projected: share === undefined || share <= 0 || share >= 1 ? undefined : spent / share,
  };
}
