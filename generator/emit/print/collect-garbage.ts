import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Less is not worth the time that a collection takes. */
const worthwhileBytes = 40_000_000;

let leftBytes = 80_000_000;
let collect: (() => void) | undefined;

/**
 * Collects garbage where much has been made since the last time. Left alone, V8 lets a heap double
 * before it looks, and of a large protocol's documents and syntax trees most is garbage by then:
 * measured at 5,000 events, 430 MB at the peak against 330 MB, for 4 % more CPU time.
 */
export function collectGarbage(): void {
  if (getHeapStatistics().used_heap_size < leftBytes + worthwhileBytes) return;
  collect ??= exposedCollector();
  collect();
  leftBytes = getHeapStatistics().used_heap_size;
}

function exposedCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collector = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  return collector;
}
