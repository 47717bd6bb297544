import { isDeepStrictEqual } from "node:util";
import { conflateEvents, conflationKeyOf, extendText, withTextRuns } from "@dagwire/runtime/codegen/v1";
import type { GrowingText, TextUnit } from "@dagwire/runtime/codegen/v1";
import { extendedText } from "../../generator/evolution/state/extend-text.js";
import type { Random } from "./random.js";

/** A piece of a text at an offset. Without an offset it belongs at the end. */
export type Piece = { readonly id: string; readonly at?: number; readonly delta: string };

/** How the texts of a sequence are kept. */
export type TextSettings = { readonly unit: TextUnit; readonly limit: number; readonly most: number | undefined };

type Character = { readonly at: number; readonly text: string };
type Model = { readonly characters: readonly Character[]; readonly start: number; readonly end: number };

// Among them are the first and the last character of each length in UTF-8.
const alphabet = ["a", "b", "\n", "\u007f", "\u0080", "é", "\u07ff", "\u0800", "€", "\ud7ff", "\ue000", "\uffff", "😀", "𝒳"];
const halves = ["\ud83d", "\ude00"];
const empty: Model = { characters: [], start: 0, end: 0 };

/** Returns the settings of a random sequence. */
export function randomSettings(random: Random): TextSettings {
  const unit = random.pick(["utf-8", "utf-16"] as const);
  return { unit, limit: 4 + random.below(random.chance(0.5) ? 12 : 60), most: random.chance(0.3) ? 3 + random.below(20) : undefined };
}

/** Returns random pieces of few texts: most at the end, others that correct the text, leave a gap, or cut a character. */
export function randomPieces(random: Random, { unit, limit }: TextSettings): Piece[] {
  const models = new Map<string, Model>();
  let delta = "";
  return random.list(1 + random.below(24), () => {
    const id = random.pick(["x", "y"]);
    const { start, end } = models.get(id) ?? empty;
    // A model may send the same token twice.
    if (random.chance(0.9)) delta = random.list(random.below(7), () => random.pick(random.chance(0.03) ? halves : alphabet)).join("");
    const other = random.chance(0.7) ? start - 3 + random.below(end - start + 4) : end + random.below(9);
    const at = Math.max(0, random.chance(0.75) ? end : other);
    const piece: Piece = { id, delta, ...(random.chance(0.9) && { at }) };
    models.set(id, literally(models.get(id) ?? empty, piece, limit, unit));
    return piece;
  });
}

/**
 * Returns the laws that a sequence breaks; empty if all hold.
 *
 * @param conflate A function with a planted bug, in place of the one of generated code.
 */
export function brokenTextLaws(
  pieces: readonly Piece[],
  settings: TextSettings,
  random: Random,
  conflate: typeof conflatePieces = conflatePieces,
): string[] {
  const wanted = new Map<string, Model>();
  const broken: string[] = [];
  let got = new Map<string, GrowingText>();
  for (const piece of pieces) {
    const model = literally(wanted.get(piece.id) ?? empty, piece, settings.limit, settings.unit);
    wanted.set(piece.id, model);
    const before = got.get(piece.id);
    got = extended(got, [piece], settings);
    const after = got.get(piece.id);
    if (!isDeepStrictEqual(after, plain(model))) broken.push(`after ${JSON.stringify(piece)}: ${JSON.stringify([after, plain(model)])}`);
    const compared = extendedText(before, piece.delta, piece.at, settings);
    if (!isDeepStrictEqual(compared, after))
      broken.push(`dagwire check computes ${JSON.stringify(compared)} after ${JSON.stringify(piece)}`);
    if (after !== undefined && Array.from(after.text).length > settings.limit) broken.push("the text is longer than its limit");
  }
  const split = pieces.flatMap((piece) => inParts(piece, settings.unit, random));
  if (!isDeepStrictEqual(extended(new Map(), split, settings), got)) broken.push(`split in another way: ${JSON.stringify(split)}`);
  broken.push(...brokenByConflation(pieces, settings, random, conflate));
  return broken;
}

/** Conflates all pieces and the pieces after a cut, and compares the states. */
function brokenByConflation(pieces: readonly Piece[], settings: TextSettings, random: Random, conflate: typeof conflatePieces): string[] {
  const cut = random.below(pieces.length + 1);
  const before = extended(new Map(), pieces.slice(0, cut), settings);
  const rest = pieces.slice(cut);
  const conflated = conflate(rest, settings);
  const isShort = (piece: Piece): boolean => rest.includes(piece) || piece.delta.length <= (settings.most ?? Infinity);
  return [
    ...(conflated.every(isShort) ? [] : ["a joined piece is longer than the schema allows"]),
    ...(isDeepStrictEqual(extended(before, conflated, settings), extended(before, rest, settings))
      ? []
      : [`conflated after ${cut}: ${JSON.stringify(conflated)}`]),
  ];
}

/** Conflates pieces as generated code does. */
export function conflatePieces(pieces: readonly Piece[], { unit, most }: TextSettings): Piece[] {
  const plainRules = { keyOf: () => undefined, join: (_older: Piece, newer: Piece) => newer, barriers: () => [] };
  const rules = withTextRuns<Piece>(plainRules, ({ id, at, delta }) => ({
    key: conflationKeyOf(at === undefined ? "end" : "at", id),
    from: "delta",
    text: delta,
    ...(at !== undefined && { offset: "at", at }),
    unit,
    ...(most !== undefined && { most }),
  }));
  // Pieces with and without an offset are two events of a protocol that write to one place, so each keeps the other in order.
  return conflateEvents(pieces, { ...rules, barriers: ({ at }) => (at === undefined ? ["at"] : ["end"]) });
}

function extended(
  texts: ReadonlyMap<string, GrowingText>,
  pieces: readonly Piece[],
  { unit, limit }: TextSettings,
): Map<string, GrowingText> {
  const result = new Map(texts);
  for (const { id, at, delta } of pieces) result.set(id, extendText(result.get(id), delta, at, limit, unit));
  return result;
}

/** Applies the rules of docs/STATE.md as they are written, on a list of characters with their offsets. */
function literally({ characters, start, end }: Model, { at = end, delta }: Piece, limit: number, unit: TextUnit): Model {
  const isInside = at === end || characters.some((character) => character.at === at);
  const kept = isInside ? characters.filter((character) => character.at < at) : [];
  const added: Character[] = [];
  let next = at;
  for (const text of withoutHalves(delta)) {
    added.push({ at: next, text });
    next += sizeOf(text, unit);
  }
  const first = isInside ? start : at;
  const block = Math.floor(limit / 4);
  const wanted = Math.ceil((next - limit) / block) * block;
  const all = [...kept, ...added];
  if (wanted <= first) return { characters: all, start: first, end: next };
  const left = all.filter((character) => character.at >= wanted);
  return { characters: left, start: left[0]?.at ?? next, end: next };
}

function plain({ characters, start, end }: Model): GrowingText {
  return { text: characters.map(({ text }) => text).join(""), start, end };
}

/** Splits a piece between characters. The first part keeps the offset, and the others follow. */
function inParts(piece: Piece, unit: TextUnit, random: Random): Piece[] {
  const parts: Piece[] = [{ ...piece, delta: "" }];
  let { at } = piece;
  for (const text of withoutHalves(piece.delta)) {
    const last = parts.at(-1);
    if (last !== undefined && random.chance(0.5)) parts.splice(-1, 1, { ...last, delta: last.delta + text });
    else parts.push({ id: piece.id, delta: text, ...(at !== undefined && { at }) });
    if (at !== undefined) at += sizeOf(text, unit);
  }
  return parts;
}

function withoutHalves(text: string): string {
  return text.replaceAll(/\p{Cs}/gu, "\ufffd");
}

function sizeOf(text: string, unit: TextUnit): number {
  return unit === "utf-8" ? Buffer.byteLength(text) : text.length;
}
