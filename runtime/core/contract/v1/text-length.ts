/** Returns true if `text` has fewer than `min` code points. */
export function isShorterThan(text: string, min: number): boolean {
  if (text.length < min) return true;
  return text.length < 2 * min && codePoints(text) < min;
}

/** Returns true if `text` has more than `max` code points. */
export function isLongerThan(text: string, max: number): boolean {
  if (text.length <= max) return false;
  return text.length > 2 * max || codePoints(text) > max;
}

/** Returns the number of code points of a text. A lone surrogate counts as one. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let index = 1; index < text.length; index++) {
    if (isLowSurrogate(text.charCodeAt(index)) && isHighSurrogate(text.charCodeAt(index - 1))) count--;
  }
  return count;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
