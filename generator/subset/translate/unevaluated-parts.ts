import type { Schema } from "../../schema/schema.js";
import { otherKeys } from "../ir/value-nodes.js";
import type { Node } from "../ir/node.js";
import { maskOf } from "../ir/node.js";
import type { Reading } from "./keyword-parts.js";

/**
 * Thrown if a keyword would become a formula with too many parts. Such a keyword is an `unevaluated…` keyword that depends
 * on many schemas, or a `oneOf` with many branches that may overlap.
 */
export class TooManyAlternatives extends Error {
  override readonly name = "TooManyAlternatives";
}

/** The most patterns, or `contains` keywords in branches, of which the translator makes all combinations. */
const maxCombined = 8;

/** The most schemas on which an unevaluated keyword may depend. */
const mostApplied = 2000;

/**
 * A schema that applies to the same value as an `unevaluated…` keyword, and a condition for the value. If the condition
 * is true, the members or items that the schema describes count as evaluated.
 */
type Applied = { readonly schema: Schema; readonly condition: Node };

/**
 * Yields the formulas of `unevaluatedProperties` and `unevaluatedItems`, which depend on the branches that a value
 * matches.
 */
export function* unevaluatedParts(reading: Reading, schema: Schema): Generator<Node> {
  const { unevaluatedProperties, unevaluatedItems } = schema;
  if (unevaluatedProperties === undefined && unevaluatedItems === undefined) return;
  const applied = appliedSchemas(reading, schema);
  if (unevaluatedProperties !== undefined) yield* propertyParts(reading, applied, reading.of(unevaluatedProperties), schema);
  if (unevaluatedItems !== undefined) yield* itemParts(reading, applied, reading.of(unevaluatedItems), schema);
}

function appliedSchemas(reading: Reading, root: Schema): readonly Applied[] {
  const found: Applied[] = [];
  const open = new Set<Schema>();
  const visit = (schema: Schema, condition: Node): void => {
    if (open.has(schema) || condition === reading.table.never) return;
    if (found.length >= mostApplied)
      throw new TooManyAlternatives(`an unevaluated keyword depends on more than ${mostApplied.toLocaleString("en")} schemas`);
    open.add(schema);
    found.push({ schema, condition });
    for (const inner of branchesOf(reading, schema)) visit(inner.schema, reading.table.all([condition, inner.condition]));
    open.delete(schema);
  };
  visit(root, reading.table.always);
  return found;
}

function* branchesOf({ table, of }: Reading, schema: Schema): Generator<Applied> {
  if (schema.ref !== undefined) yield { schema: schema.ref, condition: table.always };
  for (const member of schema.allOf ?? []) yield { schema: member, condition: table.always };
  for (const branch of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) yield { schema: branch, condition: of(branch) };
  for (const [key, child] of schema.dependentSchemas ?? [])
    yield { schema: child, condition: table.all([table.type(maskOf("object")), table.required(key)]) };
  if (schema.if === undefined) return;
  const met = of(schema.if);
  yield { schema: schema.if, condition: met };
  if (schema.then !== undefined) yield { schema: schema.then, condition: met };
  if (schema.else !== undefined) yield { schema: schema.else, condition: table.not(met) };
}

/**
 * Yields the formulas of `unevaluatedProperties`: one for each named key, and one for each combination of patterns that
 * other keys can match.
 */
function* propertyParts(reading: Reading, applied: readonly Applied[], value: Node, root: Schema): Generator<Node> {
  const { table } = reading;
  const names = new Set(applied.flatMap(({ schema }) => [...(schema.properties?.keys() ?? [])]));
  const patterns = new Set(applied.flatMap(({ schema }) => [...(schema.patternProperties?.keys() ?? [])]));
  const coversAll = applied.filter(({ schema }) => looksAtAllMembers(schema, root)).map(({ condition }) => condition);
  for (const name of names) {
    const covers = applied.filter(({ schema }) => describes(schema, name)).map(({ condition }) => condition);
    yield unless([...coversAll, ...covers], table.members(table.key(name), value), reading);
  }
  for (const combination of combinations([...patterns])) {
    const covers = applied.filter(({ schema }) => combination.in.some((pattern) => schema.patternProperties?.has(pattern) === true));
    const keys = table.all([otherKeys(table, names, combination.out), ...combination.in.map((pattern) => table.pattern(pattern))]);
    yield unless([...coversAll, ...covers.map(({ condition }) => condition)], table.members(keys, value), reading);
  }
}

function looksAtAllMembers(schema: Schema, root: Schema): boolean {
  return schema.additionalProperties !== undefined || (schema !== root && schema.unevaluatedProperties !== undefined);
}

function describes({ properties, patternProperties }: Schema, name: string): boolean {
  return properties?.has(name) === true || [...(patternProperties?.keys() ?? [])].some((pattern) => new RegExp(pattern, "u").test(name));
}

function unless(conditions: readonly Node[], consequence: Node, { table }: Reading): Node {
  return table.any([...conditions, consequence]);
}

type Combination<Part> = { readonly in: readonly Part[]; readonly out: readonly Part[] };

function combinations<Part>(parts: readonly Part[]): readonly Combination<Part>[] {
  if (parts.length > maxCombined)
    throw new TooManyAlternatives("an unevaluated keyword depends on more than 8 patterns or conditional contains");
  return parts.reduce<readonly Combination<Part>[]>(
    (all, part) =>
      all.flatMap((each) => [
        { in: [...each.in, part], out: each.out },
        { in: each.in, out: [...each.out, part] },
      ]),
    [{ in: [], out: [] }],
  );
}

/**
 * Yields the formulas of `unevaluatedItems`: one for each index of the longest `prefixItems`, and one for all later
 * items. An item that a `contains` matches counts as evaluated.
 */
function* itemParts(reading: Reading, applied: readonly Applied[], value: Node, root: Schema): Generator<Node> {
  const { table } = reading;
  const coversAll = applied.filter(({ schema }) => looksAtAllItems(schema, root)).map(({ condition }) => condition);
  const longest = Math.max(0, ...applied.map(({ schema }) => schema.prefixItems?.length ?? 0));
  const matched = applied.filter(({ schema }) => schema.contains !== undefined && schema.dialect !== "2019-09");
  for (let from = 0; from <= longest; from++) {
    const to = from === longest ? Infinity : from + 1;
    const covers = applied.filter(({ schema }) => (schema.prefixItems?.length ?? 0) > from).map(({ condition }) => condition);
    yield unless(
      [...coversAll, ...covers],
      eitherMatched(reading, matched, (inner) => table.items(from, to, table.any([value, ...inner]))),
      reading,
    );
  }
}

function looksAtAllItems(schema: Schema, root: Schema): boolean {
  return schema.items !== undefined || (schema !== root && schema.unevaluatedItems !== undefined);
}

/**
 * Returns a disjunction with one part for each set of `contains` keywords that may apply. In each part, `statement`
 * excludes the items that the `contains` of this set match. A larger set demands less of the other items.
 */
function eitherMatched({ table, of }: Reading, matched: readonly Applied[], statement: (inner: readonly Node[]) => Node): Node {
  const certain = matched.filter(({ condition }) => condition === table.always);
  const possible = matched.filter(({ condition }) => condition !== table.always);
  const inner = (applied: readonly Applied[]): Node[] =>
    applied.flatMap(({ schema }) => (schema.contains === undefined ? [] : [of(schema.contains)]));
  return table.any(
    combinations(possible).map((each) =>
      table.all([...each.in.map(({ condition }) => condition), statement(inner([...certain, ...each.in]))]),
    ),
  );
}
