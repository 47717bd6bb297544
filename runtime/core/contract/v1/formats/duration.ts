import { isDigit, skip } from "./characters.js";

/** `duration` of RFC 3339, appendix A: units in order without a gap between them, or weeks alone. */
export function isDuration(text: unknown): boolean {
  if (typeof text !== "string") return false;
  if (text.charCodeAt(0) !== 80) return false;
  const time = text.indexOf("T");
  if (time === -1) return isRun(text, 1, text.length, "YMD") || isRun(text, 1, text.length, "W");
  return (time === 1 || isRun(text, 1, time, "YMD")) && isRun(text, time + 1, text.length, "HMS");
}

/**
 * Returns true if the text from `start` to `end` consists of numbers that are each followed by a letter, and these letters are
 * consecutive letters of `units`. With the units `YMD` it returns true for `1Y2M`, and false for `1Y2D`.
 */
function isRun(text: string, start: number, end: number, units: string): boolean {
  let index = start;
  let previous = -1;
  while (index < end) {
    const unitAt = skip(text, index, end, isDigit);
    const unit = unitAt < end ? units.indexOf(text.charAt(unitAt)) : -1;
    if (unitAt === index || unit === -1) return false;
    if (previous !== -1 && unit !== previous + 1) return false;
    previous = unit;
    index = unitAt + 1;
  }
  return previous !== -1;
}
