import { utf8Length } from "../../core/base/utf8.js";

/**
 * Cuts a text into JSON strings of at most `maxBytes` bytes. None ends within a character. Together they have the whole text.
 *
 * @param maxBytes At least 16, so that each part has room for one character.
 */
export function jsonParts(text: string, maxBytes: number): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  while (start < text.length) {
    const [end, json] = nextPart(text, start, maxBytes);
    parts.push(json);
    start = end;
  }
  return parts;
}

/** Tries shorter and shorter parts, because the escapes of a part are known only after it is written. */
function nextPart(text: string, start: number, maxBytes: number): readonly [end: number, json: string] {
  let units = maxBytes;
  for (;;) {
    const end = wholeEnd(text, start + units);
    const json = JSON.stringify(text.slice(start, end));
    const bytes = utf8Length(json);
    if (bytes <= maxBytes || units <= 2) return [end, json];
    units = Math.max(2, Math.floor((units * maxBytes) / bytes));
  }
}

/** Moves an end that is within a character in front of this character. */
function wholeEnd(text: string, end: number): number {
  const unit = text.charCodeAt(end - 1);
  return end < text.length && unit >= 0xd800 && unit < 0xdc00 ? end - 1 : end;
}
