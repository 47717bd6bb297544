import { canonicalJson } from "../../base/canonical-json.js";
import { isObject } from "../../base/json.js";
import type { Json } from "../../base/json.js";
import type { PathToken, StateModel } from "../../model/state/state-model.js";
import type { Write } from "../../model/state/write.js";
import { valueAt, withValueAt } from "./apply-block.js";
import { exampleKeys, exampleOf } from "./example-value.js";
import type { ExampleTools } from "./example-value.js";

/** Generated states that represent all valid states: the writes change every valid state as they change one of these states. */
export type MadeStates = { readonly states: readonly Json[]; readonly isComplete: boolean };

/** A salt that messages do not have, so that values of the state differ from values of messages. */
const salt = 40;
/** The most items of a list in a generated state. With longer lists the search would take too long. */
const longestList = 2000;

/**
 * Returns a full state and copies of it. In a copy, one value on the path of a write is missing, `null` or empty. In
 * other copies, a list has as many items as the limit of a write allows, or one less.
 */
export function madeStates({ schema, endMarks }: StateModel, writes: readonly Write[], tools: ExampleTools): MadeStates {
  const found = new Map<string, Json>();
  const add = (state: Json | undefined): void => {
    if (state !== undefined && tools.refusedAt(schema, state) === undefined) found.set(canonicalJson(state), state);
  };
  const made = exampleOf([schema], { size: "full", salt, tools });
  const marked = endMarks.reduce<Json | undefined>((state, { path }) => withValueAt(state, path, undefined), made);
  const full = marked && writes.reduce<Json>(withIntegerKeys, marked);
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

/** Returns the paths that a write can have, one for each combination of keys for the placeholders in its path. */
function pathsOf({ path }: Write): string[][] {
  return path.reduce<string[][]>((paths, token) => paths.flatMap((start) => keysOf(token).map((key) => [...start, key])), [[]]);
}

function keysOf(token: PathToken): readonly string[] {
  if ("key" in token) return [token.key];
  return token.example === undefined ? exampleKeys : [token.example, token.example + 1].map(String);
}

/** Returns a copy of a state whose maps have members under decimals, if placeholders of a write name integers. */
function withIntegerKeys(state: Json, write: Write): Json {
  return write.path.reduce<Json>((before, token, index) => {
    if (!("example" in token)) return before;
    return pathsOf({ ...write, path: write.path.slice(0, index) }).reduce<Json>((now, place) => {
      const member = exampleKeys.map((key) => valueAt(now, [...place, key])).find((value) => value !== undefined);
      return member === undefined
        ? now
        : keysOf(token).reduce<Json>((copy, key) => withValueAt(copy, [...place, key], member) ?? null, now);
    }, before);
  }, state);
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
