import { utf8Length } from "./log/utf8-length.js";

/**
 * Close codes that dagwire peers use (RFC 6455 section 7.4 and the private range 4000–4999). The
 * range decides what a client does: see {@link closeDecision}.
 */
export * as closeCodes from "./close-codes.js";

/** What a client does after a close: stop for good, or dial again, at the earliest after `minDelayMs`. */
export type CloseDecision =
  { readonly action: "stop" } | { readonly action: "retry"; readonly minDelayMs: number; readonly atOnce: boolean };

const stop: CloseDecision = { action: "stop" };
const retry: CloseDecision = { action: "retry", minDelayMs: 0, atOnce: false };
const retryLater: CloseDecision = { action: "retry", minDelayMs: 5_000, atOnce: false };
const retryAtOnce: CloseDecision = { action: "retry", minDelayMs: 0, atOnce: true };

const terminalStandardCodes: ReadonlySet<number> = new Set([1000, 1003, 1007, 1008, 1009, 1010]);

/**
 * Tells what to do after a connection closed with `code`.
 *
 * 1000 is done; 1003 and 1007–1010 would only happen again; 1013 asks for at least 5 s; 4000–4099 and
 * 4400–4499 are terminal; 4200–4299 retry at once. Everything else, known or not, retries with backoff.
 */
export function closeDecision(code: number): CloseDecision {
  if (terminalStandardCodes.has(code)) return stop;
  if (code === 1013) return retryLater;
  if (isBetween(code, 4000, 4099) || isBetween(code, 4400, 4499)) return stop;
  return isBetween(code, 4200, 4299) ? retryAtOnce : retry;
}

function isBetween(code: number, first: number, last: number): boolean {
  return code >= first && code <= last;
}

const maxReasonBytes = 123;

/** Cuts `text` to the 123 bytes of UTF-8 that a close frame has room for (RFC 6455 section 5.5). */
export function closeReason(text: string): string {
  let kept = "";
  for (const character of text) {
    if (utf8Length(kept + character) > maxReasonBytes) break;
    kept += character;
  }
  return kept;
}
