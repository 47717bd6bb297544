import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";
import { reachable } from "../../schema/children.js";

type Print = (schema: Schema) => Json;

/** Returns true if draft-07 can express a schema and all schemas that it refers to. */
export function fitsDraft07(root: Schema): boolean {
  return [...reachable([root])].every((schema) => {
    const { unevaluatedItems, unevaluatedProperties, minContains = 1, maxContains } = schema;
    const isEvaluated = [unevaluatedItems, unevaluatedProperties].every((child) => child === undefined || child.always === true);
    return isEvaluated && minContains <= 1 && maxContains === undefined;
  });
}

/** Returns the keywords for arrays of a schema, as draft-07 writes them. */
export function printDraft07Items(schema: Schema, print: Print): Member[] {
  const { prefixItems, items, contains, minContains } = schema;
  const lists: Member[] = [];
  if (prefixItems !== undefined) lists.push(["items", prefixItems.map(print)]);
  if (items !== undefined) lists.push([prefixItems === undefined ? "items" : "additionalItems", print(items)]);
  return [
    ...lists,
    ...numberMember(schema, "minItems"),
    ...numberMember(schema, "maxItems"),
    ...(schema.uniqueItems === true ? [["uniqueItems", true] as const] : []),
    ...(contains === undefined || minContains === 0 ? [] : [["contains", print(contains)] as const]),
  ];
}

/**
 * Adds `dependencies` and `$ref` to the keywords of a schema. draft-07 ignores the keywords beside a `$ref`, so the
 * `$ref` is put into `allOf`.
 */
export function printDraft07References(schema: Schema, members: readonly Member[], print: Print): Member[] {
  const dependencies = dependenciesOf(schema, print);
  const own = dependencies.length === 0 ? members : [...members, ["dependencies", Object.fromEntries(dependencies)] as const];
  if (schema.ref === undefined) return [...own];
  const target = print(schema.ref);
  if (own.length === 0 && isObject(target)) return Object.entries(target);
  const others = own.find(([keyword]) => keyword === "allOf")?.[1];
  return [
    ...own.filter(([keyword]) => keyword !== "allOf"),
    ["allOf", [target, ...(Array.isArray(others) ? (others as readonly Json[]) : [])]],
  ];
}

function dependenciesOf({ dependentRequired, dependentSchemas }: Schema, print: Print): [string, Json][] {
  const keys = new Set([...(dependentRequired?.keys() ?? []), ...(dependentSchemas?.keys() ?? [])]);
  return [...keys].map((key) => {
    const names = dependentRequired?.get(key);
    const schema = dependentSchemas?.get(key);
    if (schema === undefined) return [key, names ?? []];
    return [key, names === undefined ? print(schema) : { allOf: [{ required: names }, print(schema)] }];
  });
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A keyword of a printed schema, and its value. */
export type Member = readonly [keyword: string, value: Json];

type NumberKeyword = { [Key in keyof Schema]-?: Schema[Key] extends number | undefined ? Key : never }[keyof Schema];

/** Returns a keyword whose value is a number, with its value; an empty list if the schema lacks the keyword. */
export function numberMember(schema: Schema, keyword: NumberKeyword): Member[] {
  const value = schema[keyword];
  return value === undefined ? [] : [[keyword, value]];
}
