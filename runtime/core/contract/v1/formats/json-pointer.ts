import { isDigit, skip } from "./characters.js";

/** Returns true for a JSON Pointer of RFC 6901. */
export function isJsonPointer(text: unknown): boolean {
  if (typeof text !== "string") return false;
  return isPointerFrom(text, 0);
}

/** Returns true for a relative JSON Pointer: a number of levels up, then a JSON Pointer or `#`. */
export function isRelativeJsonPointer(text: unknown): boolean {
  if (typeof text !== "string") return false;
  const end = skip(text, 0, text.length, isDigit);
  if (end === 0 || (end > 1 && text.charCodeAt(0) === 48)) return false;
  return text.slice(end) === "#" || isPointerFrom(text, end);
}

function isPointerFrom(text: string, start: number): boolean {
  if (start === text.length) return true;
  if (text.charCodeAt(start) !== 47) return false;
  for (let index = text.indexOf("~", start); index >= 0; index = text.indexOf("~", index + 1)) {
    const escaped = text.charCodeAt(index + 1);
    if (escaped !== 48 && escaped !== 49) return false;
  }
  return true;
}
