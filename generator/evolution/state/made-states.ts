import { canonicalJson } from "../../base/canonical-json.js";
import { isObject } from "../../base/json.js";
import type { Json } from "../../base/json.js";
import type { StateModel } from "../../model/state/state-model.js";
import type { Write } from "../../model/state/write.js";
import { valueAt, withValueAt } from "./apply-block.js";
import { exampleKeys, exampleOf } from "./example-value.js";
import type { ExampleTools } from "./example-value.js";

/** States that represent all states, as far as writes can distinguish them. */
export type MadeStates = { readonly states: readonly Json[]; readonly isComplete: boolean };

/** Differs from the salts of messages, so that a value of the state is not by chance that of a message. */
const salt = 40;
/** A longer list is not made: the search would take too long. */
const longestList = 2000;

/**
 * Returns a full state, and that state with one place missing on the way to each place that is written. A list has as
 * many items as the limits of the writes allow, or one less.
 */
export function madeStates({ schema, endMarks }: StateModel, writes: readonly Write[], tools: ExampleTools): MadeStates {
  const found = new Map<string, Json>();
  const add = (state: Json | undefined): void => {
    if (state !== undefined && tools.refusedAt(schema, state) === undefined) found.set(canonicalJson(state), state);
  };
  const made = exampleOf([schema], { size: "full", salt, tools });
  const full = endMarks.reduce<Json | undefined>((state, { path }) => withValueAt(state, path, undefined), made);
  add(full);
  const isComplete = found.size > 0;
  add(exampleOf([schema], { size: "bare", salt, tools }));
  if (full === undefined || !isComplete) return { states: [...found.values()], isComplete };
  for (const write of writes) {
    for (const path of pathsOf(write)) {
      for (let length = 1; length <= path.length; length += 1) {
        const place = path.slice(0, length);
        add(withValueAt(full, place, undefined));
        add(withValueAt(full, place, null));
        if (isObject(valueAt(full, place))) add(withValueAt(full, place, {}));
      }
      for (const limit of limitsAt(write, writes)) add(withList(full, path, limit));
    }
  }
  return { states: [...found.values()], isComplete };
}

/** Returns the places of a write: each placeholder is one of two keys, the same one in the whole path or not. */
function pathsOf({ path }: Write): string[][] {
  return path.reduce<string[][]>(
    (paths, token) => paths.flatMap((start) => ("key" in token ? [token.key] : exampleKeys).map((key) => [...start, key])),
    [[]],
  );
}

function limitsAt({ kind, path }: Write, writes: readonly Write[]): readonly number[] {
  if (kind !== "append") return [];
  const limits = writes.flatMap((other) => (other.kind === "append" && other.path.length === path.length ? [other.limit] : []));
  return [...new Set(limits.flatMap((limit) => [limit - 1, limit]))].filter((length) => length > 0 && length <= longestList);
}

function withList(state: Json, path: readonly string[], length: number): Json | undefined {
  const list = valueAt(state, path);
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const items = list as readonly Json[];
  return withValueAt(
    state,
    path,
    Array.from({ length }, (_, index) => items[index % items.length] ?? null),
  );
}
