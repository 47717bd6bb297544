import type { Json } from "../../base/json.js";

type Scalar = Exclude<Json, object>;
type Kind = "undefined" | "null" | "boolean" | "number" | "string" | "array" | "object" | "other";

/** A set of values of generated code: the values of each kind, or `undefined` for all values of the kind. */
export type ValueSet = ReadonlyMap<Kind, ReadonlySet<Scalar> | undefined>;

const kinds: readonly Kind[] = ["undefined", "null", "boolean", "number", "string", "array", "object", "other"];

/** Returns the set of all values of the given kinds; by default, the set of all values. */
export function allOf(...some: readonly Kind[]): ValueSet {
  return some.length === 0 ? everything : valuesOfKinds(some);
}

function valuesOfKinds(some: readonly Kind[]): ValueSet {
  return new Map(some.map((kind) => [kind, kind === "boolean" ? new Set([true, false]) : undefined]));
}

const everything: ValueSet = valuesOfKinds(kinds);

/** Returns the set of one value; `undefined` stands for the value `undefined`. */
export function only(value: Scalar | undefined): ValueSet {
  if (value === null || value === undefined) return allOf(value === null ? "null" : "undefined");
  return new Map([[typeof value === "string" ? "string" : typeof value === "number" ? "number" : "boolean", new Set([value])]]);
}

/** Returns the values that belong to both sets. */
export function meet(a: ValueSet, b: ValueSet): ValueSet {
  const common = new Map<Kind, ReadonlySet<Scalar> | undefined>();
  for (const [kind, values] of a) {
    if (!b.has(kind)) continue;
    const others = b.get(kind);
    const both = values === undefined || others === undefined ? (values ?? others) : new Set([...values].filter((one) => others.has(one)));
    if (both?.size !== 0) common.set(kind, both);
  }
  return common;
}

/** Returns the values of `a` that do not belong to `b`. May return more: of all strings or numbers, single ones cannot be taken out. */
export function without(a: ValueSet, b: ValueSet): ValueSet {
  const left = new Map<Kind, ReadonlySet<Scalar> | undefined>();
  for (const [kind, values] of a) {
    const others = b.get(kind);
    const isWhole = b.has(kind) && others === undefined;
    const rest = values === undefined || others === undefined ? values : new Set([...values].filter((one) => !others.has(one)));
    if (!isWhole && rest?.size !== 0) left.set(kind, rest);
  }
  return left;
}

/** Returns the values that belong to at least one of the sets. */
export function join(a: ValueSet, b: ValueSet): ValueSet {
  const joined = new Map(a);
  for (const [kind, values] of b) {
    const others = a.get(kind);
    const isWhole = values === undefined || (a.has(kind) && others === undefined);
    joined.set(kind, isWhole ? undefined : new Set([...values, ...(others ?? [])]));
  }
  return joined;
}

/** Returns true if each value of `a` belongs to `b`. */
export function isWithin(a: ValueSet, b: ValueSet): boolean {
  return [...a].every(([kind, values]) => {
    const others = b.get(kind);
    return b.has(kind) && (others === undefined || (values !== undefined && [...values].every((value) => others.has(value))));
  });
}
