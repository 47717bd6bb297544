import { isRecord } from "../records.js";

/** The unit of offsets and limits of a text: bytes of UTF-8, or units of UTF-16 as the `length` of a JavaScript string. */
export type TextUnit = "utf-8" | "utf-16";

/** A text that grows, as the state holds it: its end, and the offsets at which this end begins and ends. */
export type GrowingText = {
  readonly text: string;
  /** The offset of the first character of `text`. Above 0 if the beginning was dropped. */
  readonly start: number;
  /** The offset after the last character of `text`, at which the next piece belongs. */
  readonly end: number;
};

/** The number of units of growth after which {@link extendText} makes one string of all pieces. */
const flattenEvery = 65_536;
const anyCharacter = /[^]/;

/**
 * Returns a text with a piece at an offset. If the offset is inside the text, cuts the text there first. If it is elsewhere, or
 * inside a character, the text begins anew with the piece. Drops the beginning of a text that is longer than `limit`.
 *
 * @param before The {@link GrowingText} in the state. Any other value counts as an empty text.
 * @param at The offset of the piece. `undefined` for the end of the text.
 * @param limit The most units that the text keeps; at least 4.
 */
export function extendText(before: unknown, piece: string, at: number | undefined, limit: number, unit: TextUnit): GrowingText {
  const known = textOf(before);
  const offset = at ?? known.end;
  const head = offset === known.end ? known.text : headOf(known, offset, unit);
  const added = wholeCharacters(piece);
  const end = offset + textSize(added, unit);
  const grown = head === undefined ? { text: added, start: offset, end } : { text: head + added, start: known.start, end };
  // Without this, V8 keeps each piece until the text is read. A search with a pattern copies all pieces into one string.
  if (Math.floor(end / flattenEvery) !== Math.floor(known.end / flattenEvery)) anyCharacter.test(grown.text);
  return withinLimit(grown, limit, unit);
}

/** Returns a text with U+FFFD in place of each half of a character. Both have three bytes, and other languages read it so, too. */
export function wholeCharacters(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, "\ufffd");
}

/** Returns the size of a text without halves of characters. */
export function textSize(text: string, unit: TextUnit): number {
  let size = text.length;
  if (unit === "utf-16") return size;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) size += code > 0x7ff && !isSurrogate(code) ? 2 : 1;
  }
  return size;
}

/** Reads the text in the state. The size that it states is at least its length, and then `limit` bounds its length, too. */
function textOf(value: unknown): GrowingText {
  const empty = { text: "", start: 0, end: 0 };
  if (!isRecord(value)) return empty;
  const { text, start, end } = value as Partial<GrowingText>;
  if (typeof text !== "string" || typeof start !== "number" || typeof end !== "number") return empty;
  return text.length > end - start ? { text: "", start: end, end } : { text, start, end };
}

/** Returns the part of a text before an offset. Returns `undefined` if the text does not contain the offset, or inside a character. */
function headOf({ text, start, end }: GrowingText, offset: number, unit: TextUnit): string | undefined {
  if (offset < start || offset > end) return undefined;
  let index = text.length;
  let left = end - offset;
  while (left > 0 && index > 0) {
    const code = text.charCodeAt(index - 1);
    left -= characterSize(code, unit);
    index -= isSurrogate(code) ? 2 : 1;
  }
  return left === 0 && index >= 0 ? text.slice(0, index) : undefined;
}

/** Drops the beginning of a text, a quarter of the limit at a time. The result does not depend on how the text was split into pieces. */
function withinLimit(grown: GrowingText, limit: number, unit: TextUnit): GrowingText {
  const { text, end } = grown;
  const block = Math.floor(limit / 4);
  const wanted = Math.ceil((end - limit) / block) * block;
  let { start } = grown;
  if (wanted <= start) return grown;
  let index = 0;
  while (start < wanted && index < text.length) {
    const code = text.charCodeAt(index);
    start += characterSize(code, unit);
    index += isSurrogate(code) ? 2 : 1;
  }
  return { text: text.slice(index), start: index < text.length ? start : end, end };
}

function characterSize(code: number, unit: TextUnit): number {
  if (isSurrogate(code)) return unit === "utf-8" ? 4 : 2;
  if (unit === "utf-16" || code <= 0x7f) return 1;
  return code <= 0x7ff ? 2 : 3;
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}
