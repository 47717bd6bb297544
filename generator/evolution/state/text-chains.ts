import type { Json } from "../../base/json.js";
import type { Write } from "../../model/state/write.js";
import { pointerTokens } from "../../base/pointer.js";
import { conjunctsOf, declaredIn } from "../../schema/conjuncts.js";
import { withValueAt } from "./apply-block.js";
import type { Sent } from "./reducer.js";

/** The most events that make a text longer than the limit of a step. */
const mostFilling = 400;

/**
 * Returns lists of events that show how versions differ in extending a text. The first list grows a text with a character of two
 * bytes, corrects it and leaves a gap. Another one makes the text longer than the least limit.
 *
 * @param writes the writes of both versions. @param own messages of the event.
 */
export function textChains(writes: readonly Write[], own: readonly Sent[]): readonly (readonly Sent[])[] {
  const [first] = own;
  const extending = writes.filter(({ kind }) => kind === "extend");
  if (first === undefined || extending.length === 0) return [];
  const least = Math.min(...extending.map(({ limit }) => limit));
  return extending.flatMap((write) => {
    const piece = (at: number, text: string): Sent => withPiece(first, write, at, text);
    const pieces = [piece(0, "é"), piece(2, "ab"), piece(3, "x"), piece(9, "y")];
    const longest = Math.min(least + 1, longestPiece(first, write));
    const count = Math.ceil((least + 1) / longest);
    const filling = Array.from({ length: count > mostFilling ? 0 : count }, (_, index) => piece(index * longest, "z".repeat(longest)));
    return [pieces, filling];
  });
}

function withPiece({ event, message }: Sent, { source, piece }: Write, at: number, text: string): Sent {
  const content = pointerTokens(event.at);
  const names = source.kind === "part" ? source.names : [];
  const changed: Json = withValueAt(message, [...content, ...names], text) ?? null;
  return { event, message: piece?.offset === undefined ? changed : (withValueAt(changed, [...content, ...piece.offset], at) ?? null) };
}

function longestPiece({ event }: Sent, { source }: Write): number {
  const names = source.kind === "part" ? source.names : [];
  const schemas = names.reduce((inside, name) => conjunctsOf(declaredIn(inside, name)), conjunctsOf([event.schema]));
  return Math.max(1, Math.min(...schemas.map(({ maxLength = Infinity }) => maxLength)));
}
