import type { RunCost, RunInfo } from "@dagwire/dag";

/** How fast a run spends money, and what it will have cost at its end if it continues at this rate. */
export type Spending = {
  /** Average cost of a minute since the start, in US dollars. Undefined in the first 3 seconds. */
  readonly perMinute: number | undefined;
  /** Expected cost at the end of the run, in US dollars. Undefined while the total work is unknown. */
  readonly projected: number | undefined;
};

/** Milliseconds after the start of a run before which no figures are computed, because they would change too fast. */
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
