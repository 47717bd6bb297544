import { refusesProto } from "../../schema/facts.js";
import type { Schema } from "../../schema/schema.js";
import { otherKeys } from "../ir/key-nodes.js";
import type { Node } from "../ir/node.js";
import { everyKind, maskOf } from "../ir/node.js";
import type { Reading } from "./reading.js";

const noObject = everyKind & ~maskOf("object");

/** Translates the keywords for objects, except `unevaluatedProperties`. */
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

/** Returns the formula of a schema for keys. A key is a string, so other kinds are excluded. */
function nameNode({ table, of }: Reading, schema: Schema): Node {
  return table.all([table.type(maskOf("string")), of(schema)]);
}

function whereThere({ table }: Reading, key: string, consequence: Node): Node {
  const absent = table.any([table.type(noObject), table.not(table.required(key))]);
  return table.any([absent, consequence]);
}
