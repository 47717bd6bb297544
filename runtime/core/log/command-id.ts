import type { CommandId } from "../frames/types.js";

const timeDigits = 12;

/**
 * Makes a UUIDv7 (RFC 9562 section 5.7).
 *
 * @param nowMs Milliseconds since 1970.
 * @param random Gives numbers in [0, 1).
 * @param count How many ids the caller has made before. The id contains the count. Ids of one millisecond
 * therefore differ and sort in order, even if `random` always returns the same number (section 6.2, method 1).
 */
export function createCommandId(nowMs: number, random: () => number, count: number): CommandId {
  const time = hex(nowMs, timeDigits);
  const digits = (length: number): string => hex(random() * 16 ** length, length);
  const variant = hex(8 + random() * 4, 1);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(count, 3)}-${variant}${digits(3)}-${digits(12)}`;
}

/** Returns the time in a command's id, in milliseconds since 1970 by the client's clock. Returns 0 if the id is no UUID. */
export function commandTimeMs(id: CommandId): number {
  const time = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return Number.isNaN(time) ? 0 : time;
}

/** The part of a request to trim a log that concerns the outcomes of commands. */
type OutcomeTrim = { readonly outcomesBeforeMs?: number | undefined; readonly outcomesKeptMs?: number | undefined };

/**
 * Returns the time before which a log removes outcomes, in milliseconds since 1970.
 *
 * @param newestMs The time in the newest id that the log holds.
 */
export function forgetBeforeMs({ outcomesBeforeMs = 0, outcomesKeptMs }: OutcomeTrim, newestMs: number): number {
  return outcomesKeptMs === undefined ? outcomesBeforeMs : Math.min(outcomesBeforeMs, newestMs - outcomesKeptMs);
}

function hex(value: number, digits: number): string {
  return Math.max(0, Math.floor(value)).toString(16).padStart(digits, "0").slice(-digits);
}

/** Returns a text that sorts after all ids made before `timeMs` and before all later ids. */
export function firstIdOfTime(timeMs: number): string {
  const time = hex(timeMs, timeDigits);
  return `${time.slice(0, 8)}-${time.slice(8)}`;
}
