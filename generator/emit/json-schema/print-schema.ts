import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";
import { printDraft07Items, printDraft07References, numberMember } from "./draft-07.js";
import type { Member } from "./draft-07.js";

type JsonObject = { readonly [key: string]: Json };

/** The options for printing a `Schema` of the model as JSON Schema. */
export type PrintOptions = {
  readonly dialect: "2020-12" | "draft-07";
  /** Returns the value of the `$ref` to a schema that is a definition of the document; `undefined` for other schemas. */
  readonly refTo: (schema: Schema) => string | undefined;
  /**
   * True if a schema of the document has `unevaluatedItems`. Then a `contains` from a 2019-09 schema is printed in another
   * form, because in 2019-09 the items that match `contains` still count as unevaluated.
   */
  readonly keepsContainsApart?: boolean;
};

/** Prints a `Schema` of the model as JSON Schema. Other definitions inside are printed as `$ref`. */
export function printDefinition(schema: Schema, options: PrintOptions): Json {
  return new SchemaPrinter(options).definition(schema);
}

/** Prints schemas of the model, which have the keywords of 2020-12 whatever the dialect of their files. */
class SchemaPrinter {
  readonly #options: PrintOptions;

  constructor(options: PrintOptions) {
    this.#options = options;
  }

  definition(schema: Schema): Json {
    if (schema.always !== undefined) return schema.always;
    // An empty "enum" accepts no value. Most validators refuse it as a schema, so the schema `false` is printed.
    if (schema.enum?.length === 0) return false;
    const isDraft07 = this.#options.dialect === "draft-07";
    const members = [
      ...annotations(schema),
      ...kind(schema),
      ...scalars(schema),
      ...this.#object(schema),
      ...(isDraft07 ? printDraft07Items(schema, this.#print) : this.#array(schema)),
      ...this.#branches(schema),
    ];
    const others = isDraft07 ? printDraft07References(schema, members, this.#print) : this.#references(schema, members);
    return Object.fromEntries(others);
  }

  readonly #print = (schema: Schema): Json => {
    const ref = schema.always === undefined ? this.#options.refTo(schema) : undefined;
    return ref === undefined ? this.definition(schema) : { $ref: ref };
  };

  #object(schema: Schema): Member[] {
    return [
      ...this.#map("properties", schema.properties),
      ...(schema.required === undefined || schema.required.length === 0 ? [] : [["required", schema.required] as const]),
      ...this.#map("patternProperties", schema.patternProperties),
      ...this.#single("additionalProperties", schema.additionalProperties),
      ...this.#single("propertyNames", schema.propertyNames),
      ...numberMember(schema, "minProperties"),
      ...numberMember(schema, "maxProperties"),
    ];
  }

  #array(schema: Schema): Member[] {
    return [
      ...this.#list("prefixItems", schema.prefixItems),
      ...this.#single("items", schema.items),
      ...numberMember(schema, "minItems"),
      ...numberMember(schema, "maxItems"),
      ...(schema.uniqueItems === true ? [["uniqueItems", true] as const] : []),
      ...(this.#isContainsApart(schema) ? [] : this.#contains(schema)),
      ...this.#single("unevaluatedItems", schema.unevaluatedItems),
    ];
  }

  #contains(schema: Schema): Member[] {
    if (schema.contains === undefined) return [];
    return [...this.#single("contains", schema.contains), ...numberMember(schema, "minContains"), ...numberMember(schema, "maxContains")];
  }

  /**
   * Returns true if `contains` has to be printed under a double `not`. In 2019-09, the items that match `contains` still
   * count as unevaluated. In 2020-12 this is so only under `not`.
   */
  #isContainsApart({ contains, dialect }: Schema): boolean {
    const { keepsContainsApart, dialect: written } = this.#options;
    return contains !== undefined && dialect === "2019-09" && written === "2020-12" && keepsContainsApart === true;
  }

  #branches(schema: Schema): Member[] {
    const apart = this.#isContainsApart(schema) ? [{ not: { not: Object.fromEntries(this.#contains(schema)) } }] : [];
    const all = [...(schema.allOf ?? []).map(this.#print), ...apart];
    return [
      ...(all.length === 0 ? [] : [["allOf", all] as const]),
      ...(schema.isOpen === true ? [["x-open", true] as const] : []),
      ...this.#list("anyOf", schema.anyOf),
      ...this.#list("oneOf", schema.oneOf),
      ...this.#single("not", schema.not),
      ...this.#single("if", schema.if),
      ...this.#single("then", schema.then),
      ...this.#single("else", schema.else),
    ];
  }

  #references(schema: Schema, members: readonly Member[]): Member[] {
    const dependent: Member[] =
      schema.dependentRequired === undefined ? [] : [["dependentRequired", Object.fromEntries(schema.dependentRequired)]];
    const all: Member[] = [
      ...members,
      ...dependent,
      ...this.#map("dependentSchemas", schema.dependentSchemas),
      ...this.#single("unevaluatedProperties", schema.unevaluatedProperties),
    ];
    if (schema.ref === undefined) return all;
    const target = this.#print(schema.ref);
    const isInline = schema.ref.always !== undefined || this.#options.refTo(schema.ref) === undefined;
    return isInline ? withConjunct(all, target) : [...Object.entries(target as JsonObject), ...all];
  }

  #single(keyword: string, schema: Schema | undefined): Member[] {
    return schema === undefined ? [] : [[keyword, this.#print(schema)]];
  }

  #list(keyword: string, schemas: readonly Schema[] | undefined): Member[] {
    return schemas === undefined ? [] : [[keyword, schemas.map(this.#print)]];
  }

  #map(keyword: string, schemas: ReadonlyMap<string, Schema> | undefined): Member[] {
    if (schemas === undefined) return [];
    return [[keyword, Object.fromEntries([...schemas].map(([key, child]) => [key, this.#print(child)]))]];
  }
}

function annotations({ annotations: notes }: Schema): Member[] {
  const members: readonly (readonly [string, Json | undefined])[] = [
    ["title", notes.title],
    ["description", notes.description],
    ["deprecated", notes.deprecated],
    ["default", notes.default],
    ["examples", notes.examples],
    ["x-must-understand", notes.mustUnderstand],
  ];
  return members.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
}

function kind({ types, constant, enum: values }: Schema): Member[] {
  return [
    ...(types === undefined ? [] : [["type", types.length === 1 ? (types[0] ?? null) : types] as const]),
    ...(constant === undefined ? [] : [["const", constant.value] as const]),
    ...(values === undefined ? [] : [["enum", values] as const]),
  ];
}

function scalars(schema: Schema): Member[] {
  const numbers = ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"] as const;
  return [
    ...numbers.flatMap((keyword) => numberMember(schema, keyword)),
    ...(schema.pattern === undefined ? [] : [["pattern", schema.pattern] as const]),
    ...(schema.format === undefined ? [] : [["format", schema.format] as const]),
  ];
}

function withConjunct(members: readonly Member[], conjunct: Json): Member[] {
  const all = members.find(([key]) => key === "allOf")?.[1];
  const others = Array.isArray(all) ? (all as readonly Json[]) : [];
  return [...members.filter(([key]) => key !== "allOf"), ["allOf", [conjunct, ...others]]];
}
