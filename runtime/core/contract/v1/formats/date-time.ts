const colon = 58;
const hyphen = 45;
const daysInMonth = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

// Matches the usual form of a date and time twice as fast as a loop over the characters. The loop below checks the rest: days
// after the 28th, leap seconds, and separators other than the letters T and Z.
const usual =
  /^\d\d\d\d-(?:0[1-9]|1[0-2])-(?:[01][1-9]|10|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** `date-time` of RFC 3339, section 5.6. A space may replace the `T`. */
export function isDateTime(text: unknown): boolean {
  if (typeof text !== "string") return false;
  if (usual.test(text)) return true;
  const separator = text.charCodeAt(10);
  if (separator !== 84 && separator !== 116 && separator !== 32) return false;
  return startsWithDate(text) && isTimeFrom(text, 11);
}

/** `full-date` of RFC 3339, section 5.6. */
export function isDate(text: unknown): boolean {
  if (typeof text !== "string") return false;
  return text.length === 10 && startsWithDate(text);
}

/** `full-time` of RFC 3339, section 5.6. The offset is required. */
export function isTime(text: unknown): boolean {
  if (typeof text !== "string") return false;
  return isTimeFrom(text, 0);
}

function startsWithDate(text: string): boolean {
  const century = twoDigits(text, 0);
  const yearOfCentury = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (century > 99 || yearOfCentury > 99 || month > 12) return false;
  if (text.charCodeAt(4) !== hyphen || text.charCodeAt(7) !== hyphen) return false;
  if (month < 1 || day < 1 || day > (daysInMonth[month] ?? 0)) return false;
  return month !== 2 || day !== 29 || isLeapYear(century * 100 + yearOfCentury);
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function isTimeFrom(text: string, start: number): boolean {
  const hour = twoDigits(text, start);
  const minute = twoDigits(text, start + 3);
  const second = twoDigits(text, start + 6);
  if (hour > 23 || minute > 59 || second > 60) return false;
  if (text.charCodeAt(start + 2) !== colon || text.charCodeAt(start + 5) !== colon) return false;
  const offset = offsetMinutes(text, endOfFraction(text, start + 8));
  if (offset === undefined) return false;
  // A leap second is the last second of the day in UTC.
  return second < 60 || (hour * 60 + minute - offset + 2880) % 1440 === 1439;
}

/** Returns the index after the fraction of a second. Returns `start` if the text has no fraction, -1 for a point without digits. */
function endOfFraction(text: string, start: number): number {
  if (text.charCodeAt(start) !== 46) return start;
  let end = start + 1;
  while (isDigit(text.charCodeAt(end))) end++;
  return end > start + 1 ? end : -1;
}

/** Returns the offset from UTC in minutes, positive to the east. `undefined` unless the offset is well-formed and ends the text. */
function offsetMinutes(text: string, start: number): number | undefined {
  const sign = text.charCodeAt(start);
  if (sign === 90 || sign === 122) return text.length === start + 1 ? 0 : undefined;
  if ((sign !== 43 && sign !== hyphen) || text.length !== start + 6) return undefined;
  const hours = twoDigits(text, start + 1);
  const minutes = twoDigits(text, start + 4);
  if (hours > 23 || minutes > 59 || text.charCodeAt(start + 3) !== colon) return undefined;
  return sign === 43 ? hours * 60 + minutes : -hours * 60 - minutes;
}

/** Returns the number that the two characters at an index stand for, or 100 if they are no digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 100;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
