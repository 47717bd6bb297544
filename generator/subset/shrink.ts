import type { Json } from "../base/json.js";

/** The most smaller values that {@link shrink} tries for one witness. */
const maxTries = 400;

/** The most characters that {@link shrink} reads for one witness, so that it tries fewer values if the witness is large. */
const maxRead = 1_000_000;

/** Removes parts of a value while `isGood` still accepts the smaller value. Stops early if `isOver` returns true. */
export function shrink(value: Json, isGood: (value: Json) => boolean, isOver: () => boolean = () => false): Json {
  let best = value;
  const most = Math.min(maxTries, Math.ceil(maxRead / JSON.stringify(value).length));
  let tries = 0;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const candidate of smaller(best)) {
      if (++tries > most || isOver()) return best;
      if (!isGood(candidate)) continue;
      best = candidate;
      isSmaller = true;
      break;
    }
  }
  return best;
}

/**
 * Yields copies of a value with one member or item less, at any depth. Strings stay unchanged, because a longer text is
 * often easier to read.
 */
function* smaller(value: Json): Generator<Json> {
  if (Array.isArray(value)) yield* smallerList(value as readonly Json[]);
  else if (typeof value === "object" && value !== null) yield* smallerObject(value as { readonly [key: string]: Json });
}

function* smallerList(items: readonly Json[]): Generator<Json> {
  for (const index of items.keys()) yield items.toSpliced(index, 1);
  for (const [index, item] of items.entries()) for (const less of smaller(item)) yield items.with(index, less);
}

function* smallerObject(members: { readonly [key: string]: Json }): Generator<Json> {
  const entries = Object.entries(members);
  for (const index of entries.keys()) yield Object.fromEntries(entries.toSpliced(index, 1));
  for (const [index, [key, member]] of entries.entries()) {
    for (const less of smaller(member)) yield Object.fromEntries(entries.with(index, [key, less]));
  }
}
