import { firstIdOfTime } from "../core/log/command-id.js";
import type { Tables } from "./tables.js";
import { numbersOf, textsOf } from "./tables.js";

/** Removes, within a transaction, the events after number `after` up to number `last`. */
export function forgetEvents(tables: Tables, stream: string, after: number, last: number): void {
  for (const key of Array.from(tables.events.getKeys(numbersOf(stream, after, last)))) void tables.events.remove(key);
}

/** Removes, within a transaction, the outcomes of ids made before `beforeMs`: as text, ids sort by time. */
export function forgetOutcomes(tables: Tables, stream: string, beforeMs: number): void {
  const range = textsOf(stream, firstIdOfTime(beforeMs));
  for (const key of Array.from(tables.outcomes.getKeys(range))) void tables.outcomes.remove(key);
}
