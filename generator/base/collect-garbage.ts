import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** A collection that frees less does not pay for its time. */
const worthwhileBytes = 40_000_000;

/** The first collection comes when the heap has more than this and {@link worthwhileBytes}. */
const firstBytes = 80_000_000;

/**
 * Returns a function that collects garbage if the heap has grown by 40 MB since the last collection.
 *
 * V8 itself lets a heap double before it collects. Most documents and syntax trees of a large protocol are
 * garbage by then. Measured at 5,000 events: the peak falls from 430 MB to 330 MB, for 4 % more CPU time.
 *
 * It changes flags of V8, so only a program that owns its process may use it.
 */
export function garbageCollector(): () => void {
  let leftBytes = firstBytes;
  let collect: (() => void) | undefined;
  return () => {
    if (getHeapStatistics().used_heap_size < leftBytes + worthwhileBytes) return;
    collect ??= exposedCollector();
    collect();
    leftBytes = getHeapStatistics().used_heap_size;
  };
}

function exposedCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collector = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  return collector;
}
