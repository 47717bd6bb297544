import { isAlphanumeric, skip } from "./characters.js";

/** Base64 of RFC 4648, section 4, padded and without line breaks. */
export function isByte(text: unknown): boolean {
  if (typeof text !== "string") return false;
  const length = text.length;
  if (length % 4 !== 0) return false;
  const end = skip(text, 0, length, isBase64Character);
  return length - end <= 2 && text.slice(end) === "=".repeat(length - end);
}

function isBase64Character(code: number): boolean {
  return isAlphanumeric(code) || code === 43 || code === 47;
}
