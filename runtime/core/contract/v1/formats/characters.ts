/** Returns true for the code of an ASCII digit. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Returns true for the code of an ASCII letter. */
export function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** Returns true for the code of an ASCII letter or digit. */
export function isAlphanumeric(code: number): boolean {
  return isLetter(code) || isDigit(code);
}

/** Returns true for the code of a hexadecimal digit. */
export function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

/** Returns the index of the first character from `start` that `accepts` refuses, at most `end`. */
export function skip(text: string, start: number, end: number, accepts: (code: number) => boolean): number {
  let index = start;
  while (index < end && accepts(text.charCodeAt(index))) index++;
  return index;
}

/** Returns true if a percent sign and two hexadecimal digits begin at `index`. */
export function isPercentEncoded(text: string, index: number): boolean {
  return text.charCodeAt(index) === 37 && isHexDigit(text.charCodeAt(index + 1)) && isHexDigit(text.charCodeAt(index + 2));
}
