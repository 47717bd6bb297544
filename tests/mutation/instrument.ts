import type { Mutation } from "./mutations.js";

type Insertion = { readonly at: number; readonly text: string; readonly isEnd: boolean; readonly length: number };

/**
 * Returns a source that reports each place of a mutation when its code runs: it calls the global function `reached` with the number
 * of the mutation. `mutations` are those of the file, each with its number.
 */
export function instrumented(source: string, mutations: readonly (readonly [number: number, mutation: Mutation])[]): string {
  const insertions = mutations.flatMap(([number, { place }]) => insertionsOf(number, place)).toSorted(byPosition);
  let text = "";
  let end = 0;
  for (const insertion of insertions) {
    text += source.slice(end, insertion.at) + insertion.text;
    end = insertion.at;
  }
  return text + source.slice(end);
}

function insertionsOf(number: number, { start, end, isStatement }: Mutation["place"]): readonly Insertion[] {
  const call = `globalThis.reached(${number})`;
  const [before, after] = isStatement ? [`{${call};`, "}"] : [`(${call},`, ")"];
  const length = end - start;
  return [
    { at: start, text: before, isEnd: false, length },
    { at: end, text: after, isEnd: true, length },
  ];
}

/** At one position, places end before others begin. An outer place begins before an inner one, and ends after it. */
function byPosition(one: Insertion, other: Insertion): number {
  if (one.at !== other.at) return one.at - other.at;
  if (one.isEnd !== other.isEnd) return one.isEnd ? -1 : 1;
  return one.isEnd ? one.length - other.length : other.length - one.length;
}
