import { z } from "zod";
import type { Bundle } from "../protocol/bundle.js";
import type { Schema } from "../protocol/schema.js";
import { buildServerUnion } from "./builder.js";
import type { Builder, Member } from "./builder.js";
import type { Contestant } from "./contestant.js";

const builder: Builder<z.ZodType> = {
  any: () => z.unknown(),
  boolean: () => z.boolean(),
  null: () => z.null(),
  number: ({ minimum, maximum, exclusiveMinimum }, isInteger) => {
    let schema = isInteger ? z.int() : z.number();
    if (minimum !== undefined) schema = schema.gte(minimum);
    if (maximum !== undefined) schema = schema.lte(maximum);
    if (exclusiveMinimum !== undefined) schema = schema.gt(exclusiveMinimum);
    return schema;
  },
  text,
  literals: (values) => z.literal([...values]),
  array: (items, { minItems, maxItems }) => {
    let schema = z.array(items);
    if (minItems !== undefined) schema = schema.min(minItems);
    if (maxItems !== undefined) schema = schema.max(maxItems);
    return schema;
  },
  map: (values) => z.record(z.string(), values),
  object: (members, isClosed) => (isClosed ? z.strictObject(shape(members)) : z.looseObject(shape(members))),
  union: (members) => z.union(members),
  variants: (tag, members) => z.discriminatedUnion(tag, members as [z.ZodObject, ...z.ZodObject[]]),
};

function shape(members: Readonly<Record<string, Member<z.ZodType>>>): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(members).map(([key, { schema, isOptional }]) => [key, isOptional ? schema.optional() : schema]));
}

function text({ format, pattern, minLength, maxLength }: Schema): z.ZodType {
  if (format === "date-time") return z.iso.datetime({ offset: true });
  if (format === "uuid") return z.guid();
  if (format === "email") return z.email();
  if (format === "uri") return z.url();
  let schema = z.string();
  if (minLength !== undefined) schema = schema.min(minLength);
  if (maxLength !== undefined) schema = schema.max(maxLength);
  if (pattern !== undefined) schema = schema.regex(new RegExp(pattern, "u"));
  return schema;
}

/** zod 4: strict objects in a discriminated union. */
export function createZod(bundle: Bundle): Contestant {
  const schema = buildServerUnion(builder, bundle);
  return { name: "zod 4", check: (value) => schema.safeParse(value).success };
}
