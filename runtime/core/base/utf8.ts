// Browsers and Node have `TextEncoder`. The folder runtime/core is compiled without the types of either.
declare const TextEncoder: new () => Encoder;

type Encoder = {
  encode(text: string): Uint8Array;
  /** Encodes the whole characters of `text` that fit into `into`. `read` is the number of code units of these characters. */
  encodeInto(text: string, into: Uint8Array): { readonly read: number };
};

/** Encodes texts as UTF-8. For the length of a short text `utf8Length` is faster. */
export const utf8Encoder: Encoder = /* @__PURE__ */ new TextEncoder();

const beyondAscii = /[\u0080-\uffff]/;
/** For a text of at least this many code units it is faster to encode the text than to count its bytes in a loop. */
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
