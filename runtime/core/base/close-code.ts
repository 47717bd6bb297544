import { utf8Encoder } from "./utf8.js";

/**
 * Close codes that dagwire uses (RFC 6455 section 7.4 and the private range 4000–4999). {@link closeDecision} says what a
 * client does after each of them.
 */
export * as closeCodes from "./close-codes.js";

/**
 * The client's action after its connection was closed: stop for good, or dial again. The client waits at least `minDelayMs`
 * before it dials. It does not wait if `atOnce` is true.
 */
export type CloseDecision =
  { readonly action: "stop" } | { readonly action: "retry"; readonly minDelayMs: number; readonly atOnce: boolean };

const finalCodes = /^(1000|1003|1007|1008|1009|1010|40..|44..)$/;

/**
 * Returns what a client does after a connection was closed with `code`.
 *
 * The client stops after 1000, because the stream has ended. It stops after 1003 and 1007–1010, because the same message
 * would close the next connection, too. It stops after 4000–4099 and 4400–4499. After 4200–4299 the client dials at once,
 * after 1013 in 5 s or later. After all other codes it dials with exponential backoff.
 */
export function closeDecision(code: number): CloseDecision {
  if (finalCodes.test(String(code))) return { action: "stop" };
  return { action: "retry", minDelayMs: code === 1013 ? 5_000 : 0, atOnce: code >= 4200 && code < 4300 };
}

/** Returns true for a code with which an application may close a connection: 1000, or a number from 3000 to 4999. */
export function isOwnCloseCode(code: number): boolean {
  return Number.isInteger(code) && (code === 1000 || (code >= 3_000 && code <= 4_999));
}

const maxReasonBytes = 123;

/** Cuts `text` to 123 bytes of UTF-8, which is the limit of a close frame (RFC 6455 section 5.5). */
export function closeReason(text: string): string {
  return text.slice(0, utf8Encoder.encodeInto(text, new Uint8Array(maxReasonBytes)).read);
}
