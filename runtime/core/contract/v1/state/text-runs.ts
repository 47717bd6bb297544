import type { ConflationRules } from "./conflate-events.js";
import { textSize, wholeCharacters } from "./extend-text.js";
import type { TextUnit } from "./extend-text.js";
import { define, definedKeys, pick } from "./members.js";

/** A piece of a text in an event. Two pieces with the same key belong to the same text of the state. */
export type TextRunPiece = {
  readonly key: string;
  /** The name of the event's property with the piece. */
  readonly from: string;
  readonly text: string;
  /** The name of the property with the offset of the piece. @default each piece belongs at the end of the text */
  readonly offset?: string;
  /** The offset of the piece. Set if `offset` is. */
  readonly at?: number;
  readonly unit: TextUnit;
  /** The most characters that the property may have. @default no limit */
  readonly most?: number;
};

/** A piece whose text may have grown, and the offset of its end. */
type Run = { readonly piece: TextRunPiece; readonly end: number };

/**
 * Returns rules that also join pieces of a text which follow one another. A piece at another offset than the end of the one
 * before is not joined, because it cuts the text or leaves a gap.
 *
 * @param pieceOf Returns the piece in an event, or `undefined` if the event has none.
 */
export function withTextRuns<Event extends object>(
  rules: ConflationRules<Event>,
  pieceOf: (event: Event) => TextRunPiece | undefined,
): ConflationRules<Event> {
  // The size of a joined text is known, so that joining the next piece costs only this piece.
  const runs = new WeakMap<Event, Run>();
  const runOf = (event: Event): Run | undefined => {
    const known = runs.get(event);
    const piece = known === undefined ? pieceOf(event) : undefined;
    return piece === undefined ? known : newRun(piece);
  };
  const join = (older: Event, newer: Event): Event | undefined => {
    const [run, next] = [runOf(older), runOf(newer)];
    if (run === undefined || next === undefined) return rules.join(older, newer);
    const longer = joined(run, next);
    if (longer === undefined) return undefined;
    const event = withPiece(newer, longer.piece);
    runs.set(event, longer);
    return event;
  };
  return { ...rules, keyOf: (event) => pieceOf(event)?.key ?? rules.keyOf(event), join };
}

function newRun(piece: TextRunPiece): Run {
  const text = wholeCharacters(piece.text);
  return { piece: { ...piece, text }, end: (piece.at ?? 0) + textSize(text, piece.unit) };
}

function joined({ piece, end }: Run, next: Run): Run | undefined {
  const isNext = next.piece.at === undefined || next.piece.at === end;
  const text = piece.text + next.piece.text;
  if (!isNext || text.length > (piece.most ?? Infinity)) return undefined;
  return { piece: { ...piece, text }, end: end + next.end - (next.piece.at ?? 0) };
}

/** Returns a copy of an event with another piece. */
function withPiece<Event extends object>(event: Event, { from, text, offset, at }: TextRunPiece): Event {
  const result = pick(event, definedKeys(event as Record<string, unknown>)) ?? {};
  define(result, from, text);
  if (offset !== undefined) define(result, offset, at);
  // The cast is safe: the text and the offset come from events of the type `Event`.
  return result as Event;
}
