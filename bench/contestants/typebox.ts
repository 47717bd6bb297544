import { FormatRegistry, Type } from "@sinclair/typebox";
import type { TSchema } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import { fullFormats } from "ajv-formats/dist/formats.js";
import type { Bundle } from "../protocol/bundle.js";
import { buildServerUnion } from "./builder.js";
import type { Builder } from "./builder.js";
import type { Contestant } from "./contestant.js";

const builder: Builder<TSchema> = {
  any: () => Type.Unknown(),
  boolean: () => Type.Boolean(),
  null: () => Type.Null(),
  number: ({ minimum, maximum, exclusiveMinimum }, isInteger) => {
    const limits = defined({ minimum, maximum, exclusiveMinimum });
    return isInteger ? Type.Integer(limits) : Type.Number(limits);
  },
  text: ({ format, pattern, minLength, maxLength }) => Type.String(defined({ format, pattern, minLength, maxLength })),
  literals: (values) => Type.Union(values.map((value) => Type.Literal(value))),
  array: (items, { minItems, maxItems }) => Type.Array(items, defined({ minItems, maxItems })),
  map: (values) => Type.Record(Type.String(), values),
  object: (members, isClosed) => {
    const properties = Object.entries(members).map(([key, { schema, isOptional }]) => [key, isOptional ? Type.Optional(schema) : schema]);
    return Type.Object(Object.fromEntries(properties) as Record<string, TSchema>, { additionalProperties: !isClosed });
  },
  union: (members) => Type.Union([...members]),
  variants: (_tag, members) => Type.Union([...members]),
};

function defined(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** TypeBox 0.34, compiled, with the formats of ajv-formats. TypeBox has no discriminated unions, so it tries one member after the other. */
export function createTypeBox(bundle: Bundle): Contestant {
  for (const name of ["date-time", "uuid", "email", "uri"] as const) FormatRegistry.Set(name, asCheck(fullFormats[name]));
  const compiled = TypeCompiler.Compile(buildServerUnion(builder, bundle));
  return { name: "TypeBox compiled", check: (value) => compiled.Check(value) };
}

function asCheck(format: unknown): (text: string) => boolean {
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === "function") return format as (text: string) => boolean;
  return (format as { readonly validate: (text: string) => boolean }).validate;
}
