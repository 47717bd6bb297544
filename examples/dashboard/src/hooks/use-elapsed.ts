import { useRun } from "@dagwire/dag/react";
import { hasEnded } from "../run/phases.js";
import { useIsLive } from "../run/run-context.js";
import { useNow } from "./use-now.js";

/** Returns for how many milliseconds the run has lasted; undefined before its start. The number stops while the page has no connection. */
export function useElapsedMs(): number | undefined {
  const run = useRun();
  const { started_at: startedAt, duration_ms: durationMs } = run;
  const isOver = hasEnded(run);
  const isLive = useIsLive();
  const now = useNow(isLive && !isOver);
  if (isOver) return durationMs;
  return startedAt === undefined ? undefined : Math.max(0, now - Date.parse(startedAt));
}
