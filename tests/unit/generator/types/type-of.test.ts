import { describe, expect, test } from "vitest";
import type { Schema } from "../../../../generator/schema/schema.js";
import { TypeMaker } from "../../../../generator/types/type-of.js";
import { printType } from "../../../../generator/types/print-type.js";
import { schemaOf } from "../../../helpers/schema-of.js";

const draft07 = "http://json-schema.org/draft-07/schema#";
const draft04 = "http://json-schema.org/draft-04/schema#";

const types: readonly [name: string, given: unknown, want: string][] = [
  ["anything", {}, "unknown"],
  ["true", true, "unknown"],
  ["nothing", false, "never"],
  ["a string with a format", { type: "string", format: "date-time" }, "string"],
  ["an integer", { type: "integer" }, "number"],
  ["several types", { type: ["string", "null"] }, "string | null"],
  ["a constant", { const: "a" }, '"a"'],
  ["a constant object", { const: { a: [1, null] } }, "{\n  readonly a: readonly [1, null];\n}"],
  ["an enumeration", { enum: ["a", 1, null] }, '"a" | 1 | null'],
  ["an enumeration narrowed by type", { type: "string", enum: ["a", null] }, '"a"'],
  ["objects of an enumeration", { type: "object", enum: [{ a: 1 }, ["a"], "a", null] }, "{\n  readonly a: 1;\n}"],
  ["lists of an enumeration", { type: "array", enum: [{ a: 1 }, ["a"], "a", null] }, 'readonly ["a"]'],
  ["null of an enumeration", { type: "null", enum: [{ a: 1 }, ["a"], "a", 1, null] }, "null"],
  ["whole numbers of an enumeration", { type: "integer", enum: ["1", 1, true] }, "1"],
  ["a constant of another type", { type: "string", const: ["a"] }, "never"],
  ["nullable of OpenAPI", { type: "string", nullable: true }, "string | null"],
  ["a list", { type: "array", items: { type: "string" } }, "readonly string[]"],
  ["a list of a union", { type: "array", items: { type: ["string", "null"] } }, "readonly (string | null)[]"],
  ["a list of lists", { type: "array", items: { type: "array", items: {} } }, "readonly (readonly unknown[])[]"],
  [
    "a tuple whose further items are lists",
    { type: "array", prefixItems: [{ type: "string" }, {}], items: { type: "array", items: {} }, minItems: 1 },
    "readonly [string, unknown?, ...(readonly unknown[])[]]",
  ],
  ["a closed tuple", { type: "array", prefixItems: [{ type: "string" }, {}], items: false, minItems: 1 }, "readonly [string, unknown?]"],
  ["an open tuple", { type: "array", prefixItems: [{ type: "string" }], items: { type: "number" } }, "readonly [string?, ...number[]]"],
  [
    "a tuple with as many items as it lists",
    { type: "array", prefixItems: [{ type: "string" }, {}], items: { type: "number" }, minItems: 2, maxItems: 2 },
    "readonly [string, unknown]",
  ],
  [
    "a tuple with fewer items than it lists",
    { type: "array", prefixItems: [{ type: "string" }, {}], items: { type: "number" }, maxItems: 1 },
    "readonly [string?]",
  ],
  ["a tuple without items", { type: "array", prefixItems: [{}], maxItems: 0 }, "readonly []"],
  ["a tuple with more items than it lists", { type: "array", prefixItems: [{}], maxItems: 3 }, "readonly [unknown?, ...unknown[]]"],
  ["objects by their keywords alone", { properties: { a: {} } }, "{\n  readonly a?: unknown;\n}"],
  ["a string beside keywords of objects", { type: "string", allOf: [{ properties: { a: {} } }, { required: ["b"] }] }, "string"],
  ["a string beside keywords of lists", { type: "string", allOf: [{ items: {} }, { prefixItems: [{}] }] }, "string"],
  [
    "null beside a required property",
    { type: ["object", "null"], allOf: [{ required: ["a"] }] },
    "\n  | {\n    readonly a: unknown;\n  }\n  | null",
  ],
  [
    "a list beside keywords of objects",
    { type: "array", items: { type: "string" }, allOf: [{ properties: { a: {} } }] },
    "readonly string[]",
  ],
  [
    "keywords of objects beside a union with a string",
    { properties: { a: {} }, anyOf: [{ type: "string" }, { type: "object", properties: { b: {} } }] },
    "\n  | {\n    readonly b?: unknown;\n    readonly a?: unknown;\n  }\n  | string",
  ],
  [
    "keywords of objects and of lists",
    { properties: { a: {} }, items: {} },
    "\n  | {\n    readonly a?: unknown;\n  }\n  | readonly unknown[]",
  ],
  [
    "properties that every object inherits",
    { type: "object", properties: { toString: { type: "string" }, valueOf: { type: "string" } }, required: ["valueOf"] },
    "{\n  readonly toString?: unknown;\n  readonly valueOf: string;\n}",
  ],
  [
    "a tuple of draft-07",
    { $schema: draft07, type: "array", items: [{ type: "string" }], additionalItems: false, minItems: 1 },
    "readonly [string]",
  ],
  [
    "two lists that say different elements",
    {
      allOf: [
        { type: "array", prefixItems: [{ const: 2 }, {}, { const: "Call" }], minItems: 3 },
        { type: "array", prefixItems: [{}, { type: "string" }], minItems: 2 },
      ],
    },
    'readonly [2, string, "Call", ...unknown[]]',
  ],
  ["any object", { type: "object" }, "{ readonly [key: string]: unknown }"],
  ["a map", { type: "object", additionalProperties: { type: "number" } }, "{ readonly [key: string]: number }"],
  [
    "a map by pattern",
    { type: "object", patternProperties: { "^x": { type: "number" } }, additionalProperties: false },
    "{ readonly [key: string]: number }",
  ],
  [
    "an object",
    { type: "object", properties: { a: { type: "string" }, "b-c": {} }, required: ["a"] },
    '{\n  readonly a: string;\n  readonly "b-c"?: unknown;\n}',
  ],
  [
    "an object that says that it is open",
    { type: "object", properties: { a: { type: "string" } }, additionalProperties: { type: "number" } },
    "{\n  readonly a?: string;\n  readonly [key: string]: unknown;\n}",
  ],
  ["a required name without a declaration", { type: "object", required: ["a"] }, "{\n  readonly a: unknown;\n}"],
  [
    "a field under one way of a condition, of which the other is silent",
    {
      type: "object",
      properties: { a: {} },
      if: { required: ["a", "c"] },
      then: { properties: { b: { type: "string" } }, required: ["b"] },
    },
    "{\n  readonly a?: unknown;\n  readonly b?: unknown;\n}",
  ],
  [
    "a field under both ways of a condition",
    {
      type: "object",
      if: { properties: { a: { const: 1 } } },
      then: { properties: { b: { type: "string" } } },
      else: { anyOf: [{ properties: { b: { type: "number" } } }, { properties: { b: false } }] },
    },
    "{\n  readonly a?: unknown;\n  readonly b?: string | number;\n  readonly [key: string]: unknown;\n}",
  ],
  [
    "fields that hang on themselves",
    {
      type: "object",
      properties: { n: {} },
      dependentSchemas: { a: { properties: { a: { type: "string" }, b: { type: "null" } } } },
      allOf: [{ if: { required: ["c"] }, then: { allOf: [{ properties: { c: { type: "number" } } }] } }],
    },
    "{\n  readonly n?: unknown;\n  readonly a?: string;\n  readonly b?: unknown;\n  readonly c?: number;\n}",
  ],
  [
    "a field whose presence is the condition, of an object",
    { type: "object", properties: { n: {} }, if: { type: "object", required: ["c"] }, then: { properties: { c: { type: "number" } } } },
    "{\n  readonly n?: unknown;\n  readonly c?: number;\n}",
  ],
  [
    "a field whose presence in a list is the condition",
    { type: "object", properties: { n: {} }, if: { type: "array", required: ["c"] }, then: { properties: { c: { type: "number" } } } },
    "{\n  readonly n?: unknown;\n  readonly c?: unknown;\n}",
  ],
  [
    "a field under a condition on a union",
    {
      anyOf: ["a", "b"].map((name) => ({ type: "object", properties: { [name]: {} } })),
      if: { required: ["d"] },
      then: { properties: { d: { type: "string" } } },
    },
    `
  | {
    readonly a?: unknown;
    readonly d?: string;
  }
  | {
    readonly b?: unknown;
    readonly d?: string;
  }`,
  ],
  [
    "fields under a condition beside a union, which declares one of them in each way",
    {
      type: "object",
      properties: { a: {} },
      anyOf: ["b", "c"].map((name) => ({ type: "object", properties: { [name]: {}, k: {} } })),
      if: { required: ["a", "k"] },
      then: { properties: { a: {}, b: {}, k: {}, d: {} } },
    },
    `(
  | {
    readonly b?: unknown;
    readonly k?: unknown;
  }
  | {
    readonly c?: unknown;
    readonly k?: unknown;
  }
) & {
  readonly a?: unknown;
  readonly b?: unknown;
  readonly d?: unknown;
}`,
  ],
  [
    "a required field that is declared under a condition",
    {
      type: "object",
      required: ["a"],
      if: { required: ["b"] },
      then: { properties: { a: { type: "string" } } },
      else: { properties: { a: { type: "null" } } },
    },
    "{\n  readonly a: string | null;\n}",
  ],
  [
    "a declared field is what it was, whatever a condition says of it",
    { type: "object", properties: { a: { type: "string" } }, if: { required: ["a"] }, then: { properties: { a: { enum: ["x"] } } } },
    "{\n  readonly a?: string;\n}",
  ],
  [
    "a conditional field of an object that may be null",
    { type: ["object", "null"], properties: { a: {} }, if: { required: ["b"] }, then: { properties: { b: { type: "string" } } } },
    "\n  | {\n    readonly a?: unknown;\n    readonly b?: string;\n  }\n  | null",
  ],
  [
    "a condition on a value that need not be an object",
    { if: { type: "object" }, then: { properties: { a: { type: "string" } } } },
    "unknown",
  ],
  [
    "a condition that leads back to itself",
    {
      type: "object",
      properties: { a: { $ref: "#" } },
      if: { $ref: "#" },
      then: { properties: { a: { $ref: "#" }, b: { $ref: "#" } } },
      else: { $ref: "#" },
    },
    "{\n  readonly a?: unknown;\n  readonly b?: unknown;\n}",
  ],
  ["a union", { anyOf: [{ type: "string" }, { type: "number" }, { type: "string" }] }, "string | number"],
  [
    "an object that is a conjunction",
    {
      allOf: [
        { type: "object", properties: { type: { type: "string" }, a: {} }, required: ["type"] },
        { properties: { type: { enum: ["x"] } }, required: ["a"] },
      ],
    },
    '{\n  readonly type: "x";\n  readonly a: unknown;\n}',
  ],
  ["a conjunction without a value", { allOf: [{ type: "string" }, { type: "number" }] }, "never"],
  [
    "an object beside a union of refinements",
    { type: "object", properties: { a: {}, b: {} }, anyOf: [{ required: ["a"] }, { required: ["b"] }] },
    "{\n  readonly a?: unknown;\n  readonly b?: unknown;\n}",
  ],
  ["a reference beside a description", { $ref: "#/$defs/a", description: "x", $defs: { a: { type: "string" } } }, "string"],
  ["a property that is forbidden", { type: "object", properties: { a: { type: "string" }, b: false } }, "{\n  readonly a?: string;\n}"],
  [
    "siblings of a reference in an old dialect",
    { $schema: draft04, $ref: "#/definitions/a", enum: ["b"], definitions: { a: { type: "string" } } },
    "string",
  ],
];

describe("the type of", () => {
  test.each(types)("%s", (_name, given, want) => {
    const { schema, findings } = schemaOf(given);
    expect(findings).toBe("");
    expect(printType(new TypeMaker(() => undefined).declared(schema))).toBe(want);
  });
});

describe("a type that refers to declared types", () => {
  const nameOf = ({ location }: Schema): string | undefined => /^\/\$defs\/(\w)$/.exec(location.pointer)?.[1];
  const b = { type: "object", properties: { b: {} } };

  test.each<[title: string, definition: object]>([
    ["an object", b],
    ["a union", { anyOf: [b, { type: "object", properties: { b: {}, c: {} } }] }],
  ])("gets the fields that none of them declares, of which one is being made and the other is %s", (_title, given) => {
    const self = {
      allOf: [{ $ref: "#/$defs/A" }, { $ref: "#/$defs/B" }],
      if: { required: ["d"] },
      then: { properties: { b: {}, d: { type: "string" } } },
    };
    const { schema } = schemaOf({ $ref: "#/$defs/A", $defs: { A: { type: "object", properties: { self } }, B: given } });
    const maker = new TypeMaker(nameOf);
    expect(printType(maker.declared(schema.ref ?? schema))).toContain("  readonly self?: A & B & {\n    readonly d?: string;\n  };\n}");
  });

  test("notes the names that it has asked for, and no later ones", () => {
    const { schema } = schemaOf({ type: "object", properties: { a: { $ref: "#/$defs/A" } }, $defs: { A: b } });
    const maker = new TypeMaker(nameOf);
    const { names, node } = maker.noted(schema);
    expect(printType(node)).toBe("{\n  readonly a?: A;\n}");
    expect(names.map(({ name }) => name)).toContain("A");
    expect([maker.nameOf(schema), maker.nameOf(names[0]?.schema ?? schema)]).toEqual([undefined, names[0]?.name]);
    const count = names.length;
    maker.declared(schema);
    expect(names).toHaveLength(count);
  });
});

describe("documentation of a property", () => {
  const doc = (property: object): string => {
    const { schema } = schemaOf({ type: "object", properties: { a: property } });
    return printType(new TypeMaker(() => undefined).declared(schema));
  };

  test("holds description, constraints, default and deprecation", () => {
    const property = { type: "integer", minimum: 0, maximum: 9, description: "How many", default: 3, deprecated: true };
    expect(doc(property)).toContain(
      "   * How many. A whole number, 0 to 9.\n   * @defaultValue `3`\n   * @deprecated\n   */\n  readonly a?: number;",
    );
  });

  test("cannot end its comment", () => {
    expect(doc({ type: "string", description: "ends */ here" })).toContain("/** ends *\\/ here */");
  });

  test("names the constraints that a type cannot express", () => {
    expect(doc({ type: "string", pattern: "^a+$", not: { const: "aa" } })).toContain(
      "/** Matches `^a+$`. The validator also checks `not`. */",
    );
  });
});
