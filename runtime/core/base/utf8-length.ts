import { utf8Encoder } from "./utf8-encoder.js";

const beyondAscii = /[\u0080-\uffff]/;
/** For texts of this length and longer, encoding is faster than counting. */
const manyCharacters = 2_048;

/** Returns the bytes of `text` as UTF-8. A lone surrogate counts as 3 bytes, because U+FFFD replaces it. */
export function utf8Length(text: string): number {
  if (text.length >= manyCharacters) return utf8Encoder.encode(text).length;
  return beyondAscii.test(text) ? countBytes(text) : text.length;
}

function countBytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 || isPairedSurrogate(text, index, unit) ? 1 : 2;
  }
  return bytes;
}

function isPairedSurrogate(text: string, index: number, unit: number): boolean {
  if (unit >= 0xd800 && unit < 0xdc00) return isBetween(text.charCodeAt(index + 1), 0xdc00, 0xdfff);
  return isBetween(unit, 0xdc00, 0xdfff) && isBetween(text.charCodeAt(index - 1), 0xd800, 0xdbff);
}

function isBetween(unit: number, first: number, last: number): boolean {
  return unit >= first && unit <= last;
}
