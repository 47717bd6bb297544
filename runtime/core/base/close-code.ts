import { utf8Encoder } from "./utf8.js";

/**
 * Close codes that dagwire uses (RFC 6455 section 7.4 and the private range 4000–4999). {@link closeDecision} says what a
 * client does after each.
 */
export * as closeCodes from "./close-codes.js";

/** The client's action after a close: stop for good, or dial again. A client that dials waits at least `minDelayMs`, or not at all if `atOnce`. */
export type CloseDecision =
  { readonly action: "stop" } | { readonly action: "retry"; readonly minDelayMs: number; readonly atOnce: boolean };

const terminalStandardCodes: ReadonlySet<number> = new Set([1000, 1003, 1007, 1008, 1009, 1010]);

/**
 * Returns what a client does after a connection was closed with `code`.
 *
 * After 1000 the stream is over. 1003 and 1007–1010 would happen again. 4000–4099 and 4400–4499 are for good. After
 * 4200–4299 the client dials at once, after 1013 in 5 s or later. After all other codes it dials with backoff.
 */
export function closeDecision(code: number): CloseDecision {
  const block = Math.floor(code / 100);
  if (terminalStandardCodes.has(code) || block === 40 || block === 44) return { action: "stop" };
  return { action: "retry", minDelayMs: code === 1013 ? 5_000 : 0, atOnce: block === 42 };
}

const maxReasonBytes = 123;

/** Cuts `text` to 123 bytes of UTF-8, which is the limit of a close frame (RFC 6455 section 5.5). */
export function closeReason(text: string): string {
  return text.slice(0, utf8Encoder.encodeInto(text, new Uint8Array(maxReasonBytes)).read);
}
