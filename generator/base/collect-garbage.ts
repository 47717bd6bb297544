import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** The number of bytes by which the heap has to grow before garbage is collected again. For less, a collection takes too much time. */
const worthwhileBytes = 40_000_000;

/** Garbage is collected for the first time when the heap is larger than these bytes and {@link worthwhileBytes} together. */
const firstBytes = 80_000_000;

/**
 * Returns a function that collects garbage if the heap has grown by 40 MB since the last collection.
 *
 * V8 itself lets a heap double before it collects. Most documents and syntax trees of a large protocol are
 * garbage by then. Measured at 5,000 events: the most memory in use falls from 430 MB to 330 MB, for 4 % more CPU time.
 *
 * The function changes flags of V8 for the whole process. So only the command line may use it, not a library.
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
