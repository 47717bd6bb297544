import { isAlphanumeric } from "./characters.js";

/** Host name of RFC 1123, section 2.1: ASCII labels of at most 63 characters each, 253 characters in all. */
export function isHostname(text: unknown): boolean {
  if (typeof text !== "string") return false;
  return text.length <= 253 && labelsBetween(text, 0, text.length) > 0;
}

/** Returns the number of labels between dots in a part of a text, or 0 if one of them is malformed. */
export function labelsBetween(text: string, start: number, end: number): number {
  let count = 0;
  let labelStart = start;
  for (let index = start; index <= end; index++) {
    const code = index === end ? 46 : text.charCodeAt(index);
    if (code === 46) {
      if (!isLabel(text, labelStart, index)) return 0;
      count++;
      labelStart = index + 1;
    } else if (code !== 45 && !isAlphanumeric(code)) return 0;
  }
  return count;
}

function isLabel(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length < 1 || length > 63) return false;
  return text.charCodeAt(start) !== 45 && text.charCodeAt(end - 1) !== 45;
}
