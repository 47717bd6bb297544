import type { Json } from "../base/json.js";

/** Tries on one witness; each is cheap. */
const maxTries = 400;

/** Takes parts away from a value as long as it stays what it is needed for. */
export function shrink(value: Json, isGood: (value: Json) => boolean): Json {
  let best = value;
  let tries = 0;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const candidate of smaller(best)) {
      if (++tries > maxTries) return best;
      if (!isGood(candidate)) continue;
      best = candidate;
      isSmaller = true;
      break;
    }
  }
  return best;
}

/** Copies with one member or item less, at any depth. Texts are left: those that are not as short as can be read better. */
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
