import { resolve } from "../protocol/bundle.js";
import type { Bundle } from "../protocol/bundle.js";
import type { Schema } from "../protocol/schema.js";

/** One member of an object. */
export type Member<T> = { readonly schema: T; readonly isOptional: boolean };

/** The types that a library has to express. Each library expresses them as its users do. */
export type Builder<T> = {
  readonly any: () => T;
  readonly boolean: () => T;
  readonly null: () => T;
  readonly number: (schema: Schema, isInteger: boolean) => T;
  readonly text: (schema: Schema) => T;
  readonly literals: (values: readonly string[]) => T;
  readonly array: (items: T, schema: Schema) => T;
  readonly map: (values: T) => T;
  readonly object: (members: Readonly<Record<string, Member<T>>>, isClosed: boolean) => T;
  readonly union: (members: readonly T[]) => T;
  /** Builds a union of objects whose members a constant property distinguishes. */
  readonly variants: (tag: string, members: readonly T[]) => T;
};

/** Builds the union of the server's events with a library. Each definition is built once. */
export function buildServerUnion<T>(builder: Builder<T>, { definitions, server }: Bundle): T {
  const built = new Map<string, T>();
  const build = (schema: Schema): T => {
    if (schema.$ref === undefined) return buildSchema(schema);
    const known = built.get(schema.$ref) ?? buildSchema(resolve(definitions, schema));
    built.set(schema.$ref, known);
    return known;
  };

  function buildSchema(schema: Schema): T {
    if (schema.const !== undefined) return builder.literals([schema.const]);
    if (schema.enum !== undefined) return builder.literals(schema.enum);
    const union = schema.oneOf ?? schema.anyOf;
    if (union !== undefined) return buildUnion(union);
    if (typeof schema.type === "object") return builder.union(schema.type.map((type) => buildSchema({ ...schema, type })));
    return buildTyped(schema);
  }

  function buildUnion(members: readonly Schema[]): T {
    const tag = tagOf(members.map((member) => resolve(definitions, member)));
    return tag === undefined ? builder.union(members.map(build)) : builder.variants(tag, members.map(build));
  }

  function buildTyped(schema: Schema): T {
    switch (schema.type) {
      case "object":
        return buildObject(schema);
      case "array":
        return builder.array(build(schema.items ?? {}), schema);
      case "string":
        return builder.text(schema);
      case "integer":
      case "number":
        return builder.number(schema, schema.type === "integer");
      case "boolean":
        return builder.boolean();
      case "null":
        return builder.null();
      default:
        return builder.any();
    }
  }

  function buildObject({ properties = {}, required = [], additionalProperties = true }: Schema): T {
    const entries = Object.entries(properties);
    if (entries.length === 0) return builder.map(typeof additionalProperties === "object" ? build(additionalProperties) : builder.any());
    const members = entries.map(([key, schema]) => [key, { schema: build(schema), isOptional: !required.includes(key) }] as const);
    return builder.object(Object.fromEntries(members), additionalProperties === false);
  }

  return builder.variants(
    "type",
    server.map((key) => build({ $ref: `#/$defs/${key}` })),
  );
}

function tagOf(members: readonly Schema[]): string | undefined {
  const [first] = members;
  const names = Object.entries(first?.properties ?? {})
    .filter(([, schema]) => schema.const !== undefined)
    .map(([name]) => name);
  return names.find((name) => members.every((member) => member.properties?.[name]?.const !== undefined));
}
