import { utf8Encoder } from "./utf8-encoder.js";

/**
 * Close codes that dagwire peers use (RFC 6455 section 7.4 and the private range 4000–4999). The
 * range decides what a client does: see {@link closeDecision}.
 */
export * as closeCodes from "./close-codes.js";

/** What a client does after a close: stop for good, or dial again, at the earliest after `minDelayMs`. */
export type CloseDecision =
  { readonly action: "stop" } | { readonly action: "retry"; readonly minDelayMs: number; readonly atOnce: boolean };

const terminalStandardCodes: ReadonlySet<number> = new Set([1000, 1003, 1007, 1008, 1009, 1010]);

/**
 * Tells what to do after a connection closed with `code`.
 *
 * 1000 is done; 1003 and 1007–1010 would only happen again; 1013 asks for at least 5 s; 4000–4099 and
 * 4400–4499 are terminal; 4200–4299 retry at once. Everything else, known or not, retries with backoff.
 */
export function closeDecision(code: number): CloseDecision {
  const block = Math.floor(code / 100);
  if (terminalStandardCodes.has(code) || block === 40 || block === 44) return { action: "stop" };
  return { action: "retry", minDelayMs: code === 1013 ? 5_000 : 0, atOnce: block === 42 };
}

const maxReasonBytes = 123;

/** Cuts `text` to the 123 bytes of UTF-8 that a close frame has room for (RFC 6455 section 5.5). */
export function closeReason(text: string): string {
  return text.slice(0, utf8Encoder.encodeInto(text, new Uint8Array(maxReasonBytes)).read);
}
