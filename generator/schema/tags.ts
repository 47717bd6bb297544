import { pointerTokens } from "../base/pointer.js";
import { canonicalJson } from "../base/canonical-json.js";
import { fact } from "../base/fact.js";
import type { Json } from "../base/json.js";
import type { Schema } from "./schema.js";
import { conjunctsOf } from "./conjuncts.js";

/**
 * Returns the values that a schema allows at a pointer, if a `const` or an `enum` lists them. Follows
 * `properties`, `prefixItems`, `$ref`, `allOf`, and unions whose branches all list the same values at the pointer.
 *
 * @returns `undefined` if the schema lists no values at the pointer.
 */
export function fixedValues(schema: Schema, pointer: string): readonly Json[] | undefined {
  return once(valuesByPointer(schema), pointer, () => valuesAt(schema, pointerTokens(pointer), new Set()));
}

/** Returns true if every message that satisfies the schema has a value at the pointer. */
export function requiresPointer(schema: Schema, pointer: string): boolean {
  return once(requiredByPointer(schema), pointer, () => requires([schema], pointerTokens(pointer), new Set()));
}

/**
 * Returns true if the schema of the value at the pointer is an enum with `x-open`. Follows `properties`, `$ref` and
 * `allOf`.
 */
export function isOpenAt(schema: Schema, pointer: string): boolean {
  const parts = pointerTokens(pointer).reduce<readonly Schema[]>(
    (around, token) => conjunctsOf(around.flatMap((part) => ownChild(part, token) ?? [])),
    conjunctsOf([schema]),
  );
  return parts.some(({ isOpen }) => isOpen === true);
}

const valuesByPointer = fact((_schema: Schema) => new Map<string, { readonly value: readonly Json[] | undefined }>());
const requiredByPointer = fact((_schema: Schema) => new Map<string, { readonly value: boolean }>());

function once<Value>(results: Map<string, { readonly value: Value }>, pointer: string, compute: () => Value): Value {
  const before = results.get(pointer);
  if (before !== undefined) return before.value;
  const value = compute();
  results.set(pointer, { value });
  return value;
}

/** Returns true if the two lists have a value in common. */
export function overlap(a: readonly Json[], b: readonly Json[]): boolean {
  return common(a, b).length > 0;
}

/** Returns true if every value of `inner` is in `outer`. */
export function within(inner: readonly Json[], outer: readonly Json[]): boolean {
  return common(inner, outer).length === inner.length;
}

function valuesAt(schema: Schema, tokens: readonly string[], open: ReadonlySet<Schema>): readonly Json[] | undefined {
  if (open.has(schema)) return undefined;
  const inside = new Set(open).add(schema);
  const conjuncts = [ownValues(schema, tokens, inside)];
  for (const part of [schema.ref, ...(schema.allOf ?? [])]) {
    if (part !== undefined) conjuncts.push(valuesAt(part, tokens, inside));
  }
  for (const union of [schema.anyOf, schema.oneOf]) {
    if (union !== undefined) conjuncts.push(sameInAll(union.map((branch) => valuesAt(branch, tokens, inside))));
  }
  const known = conjuncts.filter((values) => values !== undefined);
  return known.length === 0 ? undefined : known.reduce(common);
}

function ownValues(schema: Schema, tokens: readonly string[], open: ReadonlySet<Schema>): readonly Json[] | undefined {
  const [token, ...rest] = tokens;
  if (token === undefined) return schema.constant === undefined ? schema.enum : [schema.constant.value];
  const child = ownChild(schema, token);
  return child === undefined ? undefined : valuesAt(child, rest, open);
}

function sameInAll(branches: readonly (readonly Json[] | undefined)[]): readonly Json[] | undefined {
  const [first, ...rest] = branches;
  if (first === undefined) return undefined;
  const same = rest.every((values) => values !== undefined && within(values, first) && within(first, values));
  return same ? first : undefined;
}

function common(a: readonly Json[], b: readonly Json[]): readonly Json[] {
  const keys = new Set(b.map(canonicalJson));
  return a.filter((value) => keys.has(canonicalJson(value)));
}

/**
 * Returns true if every value that satisfies all of the schemas has a value at the path of tokens. One schema may
 * require a property that another declares. Skips the unions of the schemas in `open`, which the caller visits.
 */
function requires(schemas: readonly Schema[], tokens: readonly string[], open: ReadonlySet<Schema>): boolean {
  const [token, ...rest] = tokens;
  if (token === undefined) return true;
  const parts = conjunctsOf(schemas);
  if (parts.some((part) => ownRequires(part, token)) && descend(parts, token, rest)) return true;
  const inside = new Set([...open, ...parts]);
  const unions = parts.filter((part) => !open.has(part)).flatMap(({ anyOf, oneOf }) => [anyOf, oneOf]);
  return unions.some((union) => union?.every((branch) => requires([...parts, branch], tokens, inside)) === true);
}

function ownRequires(schema: Schema, token: string): boolean {
  return schema.required?.includes(token) === true || (/^\d+$/.test(token) && Number(token) < (schema.minItems ?? 0));
}

function descend(parts: readonly Schema[], token: string, rest: readonly string[]): boolean {
  if (rest.length === 0) return true;
  const children = parts.map((part) => ownChild(part, token)).filter((child) => child !== undefined);
  return children.length > 0 && requires(children, rest, new Set());
}

function ownChild(schema: Schema, token: string): Schema | undefined {
  return schema.properties?.get(token) ?? (/^\d+$/.test(token) ? schema.prefixItems?.[Number(token)] : undefined);
}
