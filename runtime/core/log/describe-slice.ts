import { positionAt } from "./epochs.js";
import type { Epochs } from "./epochs.js";
import type { LogSlice } from "./stream-log.js";

/** Names the places of `texts`, which follow the first `offset` events of a log and are of one epoch. */
export function describeSlice(epochs: Epochs, offset: number, texts: readonly string[]): LogSlice {
  const after = positionAt(epochs, offset);
  if (texts.length === 0) return { texts, after, from: after, at: after };
  const from = positionAt(epochs, offset + 1);
  const at = positionAt(epochs, offset + texts.length);
  const isFirstOfEpoch = epochs.some(({ base }) => base === offset);
  return isFirstOfEpoch ? { texts, after, from, follows: after, at } : { texts, after, from, at };
}
