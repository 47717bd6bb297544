import type { Json } from "../../base/json.js";
import type { JsonType } from "../../schema/schema.js";

/** Returns the types that two lists of types both allow. `undefined` means any type. */
export function commonTypes(a: readonly JsonType[] | undefined, b: readonly JsonType[] | undefined): readonly JsonType[] | undefined {
  if (a === undefined || b === undefined) return distinct(a ?? b);
  return distinct([...narrow(a, b), ...narrow(b, a)]);
}

function narrow(inner: readonly JsonType[], outer: readonly JsonType[]): JsonType[] {
  return inner.filter((type) => isWithinTypes([type], outer));
}

function distinct(types: readonly JsonType[] | undefined): readonly JsonType[] | undefined {
  return types && mergedTypes(types);
}

/** Returns the types sorted and without repetitions. Leaves out `integer` if the list also has `number`. */
export function mergedTypes(types: readonly JsonType[]): readonly JsonType[] {
  const set = new Set(types);
  if (set.has("number")) set.delete("integer");
  return [...set].toSorted();
}

/** Returns true if every value of the types `inner` has one of the types `outer`. */
export function isWithinTypes(inner: readonly JsonType[], outer: readonly JsonType[]): boolean {
  return inner.every((type) => outer.includes(type) || (type === "integer" && outer.includes("number")));
}

/** Returns the types of JSON values, sorted and without repetitions. */
export function typesOfValues(values: readonly Json[]): readonly JsonType[] {
  return mergedTypes(values.map(typeOfValue));
}

function typeOfValue(value: Json): JsonType {
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  if (typeof value === "object") return value === null ? "null" : "object";
  return typeof value === "string" ? "string" : "boolean";
}
