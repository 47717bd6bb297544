import { canonicalJson } from "../../base/canonical-json.js";
import { isObject } from "../../base/json.js";
import type { Json } from "../../base/json.js";
import { extendedText } from "./extend-text.js";
import type { PathToken, StateBlock, StateTest, Step, StepSource } from "../../model/state/state-model.js";

/**
 * Returns the state after the steps of an event's block, as the generated reducer computes it. Does not copy unchanged
 * parts of the state.
 */
export function applyBlock(state: Json, block: StateBlock, object: Json): Json {
  let now = block.steps.reduce((before, step) => applyStep(before, step, block, object), state);
  for (const choice of block.choices) {
    if (choice.kind === "tag") {
      const value = memberOf(object, choice.name);
      const found = choice.cases.find(({ values }) => value !== undefined && values.includes(value));
      if (found !== undefined) now = applyBlock(now, found.block, object);
    } else {
      const chosen = choice.tests.every((test) => holds(test, object)) ? choice.yes : choice.no;
      if (chosen !== undefined) now = applyBlock(now, chosen, object);
    }
  }
  for (const { name, block: inner } of block.members) {
    const member = memberOf(object, name);
    if (member !== undefined) now = applyBlock(now, inner, member);
  }
  return now;
}

/** Returns the value of an object's own property, or an item of a list. */
export function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(name) ? (value as readonly Json[])[Number(name)] : undefined;
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Returns the value at a path of names. */
export function valueAt(value: Json | undefined, names: readonly string[]): Json | undefined {
  return names.reduce<Json | undefined>(memberOf, value);
}

/**
 * Returns a copy of `container` with `value` at a path, and makes objects that are missing on the path. If `value` is
 * `undefined`, the copy has no value at the path.
 */
export function withValueAt(container: Json | undefined, path: readonly string[], value: Json | undefined): Json | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const before = isObject(container) ? container : {};
  const member = withValueAt(memberOf(before, key), rest, value);
  if (member !== undefined) return { ...before, [key]: member };
  return Object.fromEntries(Object.entries(before).filter(([name]) => name !== key));
}

function holds({ name, values }: StateTest, object: Json): boolean {
  const member = memberOf(object, name);
  return member !== undefined && (values === undefined || values.includes(member));
}

function applyStep(state: Json, step: Step, { tags }: StateBlock, object: Json): Json {
  const { op, source, limit } = step;
  const path = step.at.map((token) => keyOf(token, object));
  if (step.piece !== undefined) return applyPiece(state, path, step, object);
  if (op === "remove") return valueAt(state, path) === undefined ? state : (withValueAt(state, path, undefined) ?? null);
  const value = sourceOf(source, tags, object);
  if (value === undefined || (op === "merge" && !isObject(value))) return state;
  if (op === "set") return put(state, path, value);
  const before = valueAt(state, path);
  if (op === "merge") return put(state, path, { ...(isObject(before) ? before : {}), ...(isObject(value) ? value : {}) });
  const list = [...(Array.isArray(before) ? (before as readonly Json[]) : []), value];
  return put(state, path, list.slice(Math.max(0, list.length - limit)));
}

function applyPiece(state: Json, path: readonly string[], { source, limit, piece }: Step, object: Json): Json {
  const text = sourceOf(source, [], object);
  if (typeof text !== "string" || piece === undefined) return state;
  const at = piece.offset && valueAt(object, piece.offset);
  const rules = { limit, unit: piece.unit };
  return put(state, path, extendedText(valueAt(state, path), text, typeof at === "number" ? at : undefined, rules));
}

function put(state: Json, path: readonly string[], value: Json): Json {
  return withValueAt(state, path, value) ?? null;
}

function sourceOf(source: StepSource, tags: readonly string[], object: Json): Json | undefined {
  if (source.kind === "value") return source.value;
  if (source.kind === "from") return valueAt(object, source.names);
  if (!isObject(object)) return source.kind === "whole" && tags.length === 0 ? object : undefined;
  const names = source.kind === "pick" ? source.names : Object.keys(object).filter((name) => !tags.includes(name));
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(object, name) ? [[name, object[name] ?? null]] : [])));
}

function keyOf(token: PathToken, object: Json): string {
  if ("key" in token) return token.key;
  const value = valueAt(object, token.names);
  return typeof value === "string" ? value : value === undefined ? "undefined" : canonicalJson(value);
}
