import * as v from "valibot";
import type { Bundle } from "../protocol/bundle.js";
import type { Schema } from "../protocol/schema.js";
import { buildServerUnion } from "./builder.js";
import type { Builder, Member } from "./builder.js";
import type { Contestant } from "./contestant.js";

type Node = v.GenericSchema;

const builder: Builder<Node> = {
  any: () => v.unknown(),
  boolean: () => v.boolean(),
  null: () => v.null(),
  number: ({ minimum, maximum, exclusiveMinimum }, isInteger) => {
    const actions: v.GenericPipeItem<number, number>[] = [isInteger ? v.integer() : v.finite()];
    if (minimum !== undefined) actions.push(v.minValue(minimum));
    if (maximum !== undefined) actions.push(v.maxValue(maximum));
    if (exclusiveMinimum !== undefined) actions.push(v.gtValue(exclusiveMinimum));
    return v.pipe(v.number(), ...actions);
  },
  text,
  literals: (values) => v.picklist(values),
  array: (items, { minItems, maxItems }) => {
    const actions: v.GenericPipeItem<unknown[], unknown[]>[] = [];
    if (minItems !== undefined) actions.push(v.minLength(minItems));
    if (maxItems !== undefined) actions.push(v.maxLength(maxItems));
    return v.pipe(v.array(items), ...actions);
  },
  map: (values) => v.record(v.string(), values),
  object: (members, isClosed) => (isClosed ? v.strictObject(entries(members)) : v.looseObject(entries(members))),
  union: (members) => v.union([...members]),
  variants: (tag, members) => v.variant(tag, members.filter(isObjectSchema)),
};

/** The members of a protocol's unions are objects, which the type of a node does not say. */
function isObjectSchema(node: Node): node is v.LooseObjectSchema<v.ObjectEntries, undefined> {
  return node.type === "loose_object" || node.type === "strict_object";
}

function entries(members: Readonly<Record<string, Member<Node>>>): v.ObjectEntries {
  return Object.fromEntries(
    Object.entries(members).map(([key, { schema, isOptional }]) => [key, isOptional ? v.exactOptional(schema) : schema]),
  );
}

function text({ format, pattern, minLength, maxLength }: Schema): Node {
  const actions: v.GenericPipeItem<string, string>[] = [];
  if (format === "date-time") actions.push(v.isoTimestamp());
  if (format === "uuid") actions.push(v.uuid());
  if (format === "email") actions.push(v.email());
  if (format === "uri") actions.push(v.url());
  if (minLength !== undefined) actions.push(v.minLength(minLength));
  if (maxLength !== undefined) actions.push(v.maxLength(maxLength));
  if (pattern !== undefined) actions.push(v.regex(new RegExp(pattern, "u")));
  return v.pipe(v.string(), ...actions);
}

/** valibot: strict objects in a variant. */
export function createValibot(bundle: Bundle): Contestant {
  const schema = buildServerUnion(builder, bundle);
  return { name: "valibot", check: (value) => v.is(schema, value) };
}
