import { isObject } from "../../base/json.js";
import type { Json } from "../../base/json.js";
import type { TextUnit } from "../../model/state/state-model.js";

/** A text in the state, and the offsets at which it begins and ends. */
type GrowingText = { readonly text: string; readonly start: number; readonly end: number };

/** How a step extends a text. */
export type TextRules = { readonly limit: number; readonly unit: TextUnit };

/** Returns a text with a piece at an offset, as the generated reducer extends it. @param at `undefined` for the end of the text. */
export function extendedText(before: Json | undefined, piece: string, at: number | undefined, { limit, unit }: TextRules): GrowingText {
  const known = textIn(before);
  const offset = at ?? known.end;
  const head = headOf(known, offset, unit);
  const added = piece.replaceAll(/\p{Cs}/gu, "\ufffd");
  const end = offset + sizeOf(added, unit);
  const grown = head === undefined ? { text: added, start: offset, end } : { text: head + added, start: known.start, end };
  const block = Math.floor(limit / 4);
  const first = Math.ceil((end - limit) / block) * block;
  if (first <= grown.start) return grown;
  return withoutBeginning(grown, first, unit);
}

function textIn(value: Json | undefined): GrowingText {
  const [text, start, end] = isObject(value) ? [value["text"], value["start"], value["end"]] : [];
  if (typeof text !== "string" || typeof start !== "number" || typeof end !== "number") return { text: "", start: 0, end: 0 };
  return text.length > end - start ? { text: "", start: end, end } : { text, start, end };
}

function headOf({ text, start, end }: GrowingText, offset: number, unit: TextUnit): string | undefined {
  if (offset < start || offset > end) return undefined;
  let [length, at] = [text.length, end];
  for (const character of Array.from(text).toReversed()) {
    if (at <= offset) break;
    length -= character.length;
    at -= sizeOf(character, unit);
  }
  return at === offset ? text.slice(0, length) : undefined;
}

function withoutBeginning({ text, start, end }: GrowingText, first: number, unit: TextUnit): GrowingText {
  let [index, at] = [0, start];
  for (const character of text) {
    if (at >= first) break;
    index += character.length;
    at += sizeOf(character, unit);
  }
  return { text: text.slice(index), start: index < text.length ? at : end, end };
}

function sizeOf(text: string, unit: TextUnit): number {
  return unit === "utf-8" ? Buffer.byteLength(text) : text.length;
}
