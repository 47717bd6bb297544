import { refusesProto } from "../../schema/facts.js";
import type { Schema } from "../../schema/schema.js";
import { otherKeys } from "../ir/value-nodes.js";
import type { Node } from "../ir/node.js";
import { everyKind, maskOf } from "../ir/node.js";
import { numberFormat, stringFormat } from "../../schema/format-kinds.js";
import { nextUp } from "../numbers/doubles.js";
import type { NodeTable } from "../ir/node-table.js";

/** The functions and the setting that the translators of single keywords need. */
export type Reading = {
  readonly table: NodeTable;
  /** False if `format` is only an annotation. */
  readonly assertFormats: boolean;
  /** Returns the formula of a schema. */
  readonly of: (schema: Schema) => Node;
};

const noObject = everyKind & ~maskOf("object");

/** Yields the formulas of a schema's keywords for objects, except `unevaluatedProperties`. */
export function* objectParts(reading: Reading, schema: Schema): Generator<Node> {
  const { table } = reading;
  yield* memberParts(reading, schema);
  for (const key of schema.required ?? []) yield table.required(key);
  if (schema.minProperties !== undefined) yield table.size(schema.minProperties);
  if (schema.maxProperties !== undefined) yield table.any([table.type(noObject), table.not(table.size(schema.maxProperties + 1))]);
  if (schema.propertyNames !== undefined) yield table.members(table.not(nameNode(reading, schema.propertyNames)), table.never);
  for (const [key, others] of schema.dependentRequired ?? [])
    yield whereThere(reading, key, table.all(others.map((other) => table.required(other))));
  for (const [key, child] of schema.dependentSchemas ?? []) yield whereThere(reading, key, reading.of(child));
  if (refusesProto(schema)) yield table.plain();
}

function* memberParts({ table, of }: Reading, schema: Schema): Generator<Node> {
  const { properties, patternProperties, additionalProperties } = schema;
  for (const [key, child] of properties ?? []) yield table.members(table.key(key), of(child));
  for (const [pattern, child] of patternProperties ?? []) yield table.members(table.pattern(pattern), of(child));
  if (additionalProperties === undefined) return;
  yield table.members(otherKeys(table, properties?.keys() ?? [], patternProperties?.keys() ?? []), of(additionalProperties));
}

/**
 * Returns the formula of a schema for the keys of an object, such as `propertyNames`. A key is a string, so the formula
 * excludes values of other kinds.
 */
function nameNode({ table, of }: Reading, schema: Schema): Node {
  return table.all([table.type(maskOf("string")), of(schema)]);
}

function whereThere({ table }: Reading, key: string, consequence: Node): Node {
  const absent = table.any([table.type(noObject), table.not(table.required(key))]);
  return table.any([absent, consequence]);
}

const noArray = everyKind & ~maskOf("array");

/** Yields the formulas of a schema's keywords for lists, except `unevaluatedItems`. */
export function* arrayParts({ table, of }: Reading, schema: Schema): Generator<Node> {
  const { prefixItems = [], items, minItems, maxItems, contains, minContains = 1, maxContains } = schema;
  const atMost = (times: number, value: Node): Node => table.any([table.type(noArray), table.not(table.count(times + 1, value))]);
  for (const [index, child] of prefixItems.entries()) yield table.items(index, index + 1, of(child));
  if (items !== undefined) yield table.items(prefixItems.length, Infinity, of(items));
  if (minItems !== undefined) yield table.count(minItems, table.always);
  if (maxItems !== undefined) yield atMost(maxItems, table.always);
  if (schema.uniqueItems === true) yield table.unique();
  if (contains === undefined) return;
  yield table.count(minContains, of(contains));
  if (maxContains !== undefined) yield atMost(maxContains, of(contains));
}

const noNumber = everyKind & ~maskOf("number");
const noString = everyKind & ~maskOf("string");

/** Yields the formulas of a schema's keywords for numbers. */
export function* numberParts({ table, assertFormats }: Reading, schema: Schema): Generator<Node> {
  const format = assertFormats ? numberFormat(schema.format) : undefined;
  const below = (bound: number): Node => table.any([table.type(noNumber), table.not(table.minimum(bound))]);
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  for (const bound of [minimum, format?.minimum]) if (bound !== undefined) yield table.minimum(zeroed(bound));
  for (const bound of [maximum, format?.maximum]) if (bound !== undefined) yield below(nextUp(bound));
  if (exclusiveMinimum !== undefined) yield table.minimum(nextUp(exclusiveMinimum));
  if (exclusiveMaximum !== undefined) yield below(zeroed(exclusiveMaximum));
  if (multipleOf !== undefined) yield table.multiple(multipleOf);
  if (format !== undefined) yield table.multiple(1);
}

/** Returns zero for minus zero, and other numbers unchanged. So the bounds 0 and -0 become the same node. */
function zeroed(bound: number): number {
  return bound === 0 ? 0 : bound;
}

/** Yields the formulas of a schema's keywords for strings. */
export function* stringParts({ table, assertFormats }: Reading, { minLength, maxLength, pattern, format }: Schema): Generator<Node> {
  if (minLength !== undefined) yield table.length(minLength);
  if (maxLength !== undefined) yield table.any([table.type(noString), table.not(table.length(maxLength + 1))]);
  if (pattern !== undefined) yield table.pattern(pattern);
  if (assertFormats && format !== undefined && stringFormat(format) !== undefined) yield table.format(format);
}
