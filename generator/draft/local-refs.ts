import { isObject } from "../base/json.js";
import type { Json } from "../base/json.js";
import { joinPointer, pointerTokens } from "../base/pointer.js";

/** The most references that are followed one after another. A longer chain is a circle. */
const maxReferences = 20;

/** Returns the value at a JSON Pointer of a JSON document. */
export function valueAt(value: Json, pointer: string): Json | undefined {
  let current: Json | undefined = value;
  for (const token of pointerTokens(pointer)) current = childOf(current, token);
  return current;
}

function childOf(value: Json | undefined, token: string): Json | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(token) ? (value as readonly Json[])[Number(token)] : undefined;
  return isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

/**
 * Follows each local `$ref` on the way to a value and at the value. Returns the JSON Pointer of the value that is found;
 * `undefined` if a reference leads to nothing, into another file or in a circle.
 */
export function followed(root: Json, pointer: string, references = 0): string | undefined {
  let place = "";
  let tokens = pointerTokens(pointer);
  for (;;) {
    const value = valueAt(root, place);
    const ref = isObject(value) ? value["$ref"] : undefined;
    if (value === undefined || references > maxReferences) return undefined;
    if (typeof ref === "string") {
      const target = ref.startsWith("#/") ? followed(root, decoded(ref.slice(1)), references + 1) : undefined;
      if (target === undefined) return undefined;
      place = target;
    }
    const [token, ...rest] = tokens;
    if (token === undefined) return place;
    place = joinPointer(place, token);
    tokens = rest;
  }
}

function decoded(pointer: string): string {
  try {
    return decodeURIComponent(pointer);
  } catch {
    return pointer;
  }
}

/** Returns the names of the properties of the object at a JSON Pointer; an empty list if no object is there. */
export function keysAt(root: Json, pointer: string): string[] {
  const value = valueAt(root, pointer);
  return isObject(value) ? Object.keys(value) : [];
}

/** Returns the text at a JSON Pointer; `undefined` if no text is there. */
export function textAt(root: Json, pointer: string): string | undefined {
  const value = valueAt(root, pointer);
  return typeof value === "string" && value !== "" ? value : undefined;
}
