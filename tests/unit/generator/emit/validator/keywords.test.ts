import { expect, test } from "vitest";
import { compiledValidator } from "../../../../helpers/compiled-validator.js";
import { schemaOf } from "../../../../helpers/schema-of.js";

const own: (text: string) => unknown = (text) => JSON.parse(text) as unknown;
const many = Array.from({ length: 13 }, (_, index) => `v${index}`);
const five = Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [name, { type: "number" }]));
const draft2019 = "https://json-schema.org/draft/2019-09/schema";

const rows: readonly [title: string, schema: unknown, accepted: readonly unknown[], refused: readonly unknown[]][] = [
  ["nothing", false, [], [null, 0, "", {}, []]],
  ["null", { type: "null" }, [null], [0, "", false, {}, [], undefined]],
  ["a boolean", { type: "boolean" }, [true, false], [null, 0, "true"]],
  ["a string", { type: "string" }, [""], [null, 0, ["a"]]],
  ["a number", { type: "number" }, [0, -1.5], [null, "0", Number.NaN, Infinity, -Infinity]],
  ["an integer", { type: "integer" }, [0, -1, 1e3], [0.5, "0", Number.NaN, Infinity]],
  ["a number or an integer", { type: ["integer", "number"] }, [0, 0.5], [null, "0"]],
  ["an object", { type: "object" }, [{}, { a: 1 }], [[], null, "a"]],
  ["a list", { type: "array" }, [[], [1]], [{}, null, "a"]],
  ["several types", { type: ["string", "array", "null"] }, ["a", [], null], [0, {}, true]],
  ["a least number", { type: "number", minimum: 0 }, [0, 1], [-1, Infinity, Number.NaN, "1"]],
  ["a least number of any value", { minimum: 0 }, [0, "a", null, {}], [-1, -0.1, Infinity]],
  ["a greatest number", { type: "number", maximum: 0 }, [0, -1], [1, -Infinity, Number.NaN]],
  ["limits that are no values", { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 2 }, [0.1, 1.9], [0, 2]],
  ["limits of both kinds", { type: "integer", minimum: 1, exclusiveMaximum: 3 }, [1, 2], [0, 3, 1.5]],
  ["multiples of a whole number", { type: "integer", multipleOf: 3 }, [0, 3, -6], [1, 4.5]],
  ["multiples of a fraction", { type: "number", multipleOf: 0.1 }, [0.3, 1], [0.35, Infinity]],
  ["a number format", { type: "integer", format: "int32" }, [2 ** 31 - 1, -(2 ** 31)], [2 ** 31, -(2 ** 31) - 1]],
  ["lengths of a text, in characters", { type: "string", minLength: 1, maxLength: 2 }, ["a", "😀😀"], ["", "abc", "😀😀😀", 1]],
  ["lengths of any value", { minLength: 2 }, ["ab", 1, []], ["a"]],
  ["one length", { type: "string", minLength: 2, maxLength: 2 }, ["ab"], ["a", "abc"]],
  ["a pattern", { type: "string", pattern: "^a+$" }, ["a", "aa"], ["b", "ab", 1]],
  ["a pattern with a slash", { type: "string", pattern: "^/a/$" }, ["/a/"], ["a"]],
  ["a format", { type: "string", format: "date" }, ["2024-02-29"], ["2023-02-29", 1]],
  ["a format of any value", { format: "date" }, ["2024-02-29", 1, null], ["a"]],
  ["a format and a length", { type: "string", format: "uri", maxLength: 12 }, ["http://a.de"], ["http://a.de/long", "a b"]],
  ["a constant", { const: "a" }, ["a"], ["b", null, undefined]],
  ["a constant number", { const: 0 }, [0], [false, "0", null]],
  ["a constant object", { const: { a: [1, null] } }, [{ a: [1, null] }], [{ a: [1] }, { a: [1, null], b: 1 }, null]],
  ["an enumeration", { enum: ["a", 1, null, [1]] }, ["a", 1, null, [1]], ["b", 2, [2], undefined]],
  ["an enumeration narrowed by its type", { type: "string", enum: ["a", 1] }, ["a"], [1, "b"]],
  ["a long enumeration", { enum: many }, ["v0", "v12"], ["v13", 1]],
  ["a long enumeration with an object", { enum: [...many, { a: 1 }] }, ["v12", { a: 1 }], ["v13", { a: 2 }]],
  ["numbers of items", { type: "array", minItems: 1, maxItems: 2 }, [[0], [0, 0]], [[], [0, 0, 0]]],
  ["numbers of items of any value", { maxItems: 1 }, [[], "ab", { length: 2 }], [[1, 2]]],
  ["items", { type: "array", items: { type: "string" } }, [[], ["a", "b"]], [[1], ["a", null]]],
  ["no items", { type: "array", items: false }, [[]], [[1]]],
  ["first items", { prefixItems: [{ type: "string" }, { type: "number" }] }, [[], ["a"], ["a", 1, null], {}], [[1], ["a", "b"]]],
  ["first items that are certain", { type: "array", prefixItems: [{ type: "string" }], minItems: 1 }, [["a"]], [[], [1]]],
  [
    "first items and others",
    { prefixItems: [{}], items: { type: "number" } },
    [["a"], ["a", 1, 2]],
    [
      ["a", "b"],
      ["a", 1, "b"],
    ],
  ],
  ["first items and no others", { prefixItems: [{}, {}], items: false, maxItems: 5 }, [[1, 2]], [[1, 2, 3]]],
  ["at most one of two first items", { prefixItems: [{}, {}], items: false, maxItems: 1 }, [[1]], [[1, 2]]],
  [
    "items that differ",
    { uniqueItems: true },
    [[1, 2, "1"], "aa"],
    [
      [1, 1],
      [{ a: 1 }, { a: 1 }],
    ],
  ],
  ["an item of a kind", { type: "array", contains: { type: "number" } }, [[1], ["a", 1]], [[], ["a"]]],
  [
    "some items of a kind",
    { contains: { type: "number" }, minContains: 2, maxContains: 3 },
    [[1, 2], [1, "a", 2, 3], "a"],
    [[1], [1, 2, 3, 4]],
  ],
  ["at most one item of a kind", { contains: { type: "number" }, minContains: 0, maxContains: 1 }, [[], ["a", 1]], [[1, 2]]],
  ["any item", { contains: true }, [[1]], [[]]],
  ["an item that cannot be", { contains: false }, ["a"], [[], [1]]],
  ["no item of a kind at least", { contains: { type: "number" }, minContains: 0 }, [[], ["a"]], []],
  ["properties", { type: "object", properties: { a: { type: "string" } } }, [{}, { a: "a" }, { b: 1 }], [{ a: 1 }, { a: null }]],
  [
    "required properties",
    { type: "object", properties: { a: { type: "string" } }, required: ["a", "b"] },
    [{ a: "", b: null }],
    [{ a: "" }, { b: 1 }],
  ],
  ["required properties of any value", { required: ["a"] }, [{ a: 1 }, [], "a"], [{}]],
  ["a property that is forbidden", { properties: { a: false } }, [{}, { b: 1 }], [{ a: 1 }]],
  [
    "names of Object",
    { type: "object", properties: { toString: { type: "string" } }, required: ["valueOf"] },
    [{ valueOf: 1, toString: "a" }],
    [{}, { toString: "a" }],
  ],
  [
    "a closed object",
    { type: "object", properties: { a: {} }, additionalProperties: false },
    [{}, { a: 1 }],
    [{ b: 1 }, own('{"__proto__":1}')],
  ],
  [
    "a closed object with many names",
    { type: "object", properties: five, additionalProperties: false },
    [{ a: 1, e: 2 }],
    [{ f: 1 }, { e: "a" }],
  ],
  ["a closed object without names", { type: "object", additionalProperties: false }, [{}], [{ a: 1 }]],
  ["other properties", { properties: { a: {} }, additionalProperties: { type: "number" } }, [{ a: "a", b: 1 }], [{ b: "b" }]],
  ["patterns of names", { patternProperties: { "^a": { type: "number" } } }, [{ ab: 1, b: "b" }], [{ ab: "b" }]],
  [
    "patterns of names and no others",
    { properties: { a: { type: "string" } }, patternProperties: { "^x": { type: "number" } }, additionalProperties: false },
    [{ a: "", x1: 1 }],
    [{ b: 1 }, { x1: "" }, { a: 1 }],
  ],
  [
    "patterns of names that overlap",
    { patternProperties: { "^a": { minimum: 1 }, b$: { maximum: 2 } } },
    [{ ab: 2 }],
    [{ ab: 3 }, { ab: 0 }],
  ],
  ["names", { propertyNames: { maxLength: 1 } }, [{ a: 1 }, "ab"], [{ ab: 1 }]],
  ["no names", { type: "object", propertyNames: false }, [{}], [{ a: 1 }]],
  ["numbers of properties", { type: "object", minProperties: 1, maxProperties: 2 }, [{ a: 1 }, { a: 1, b: 2 }], [{}, { a: 1, b: 2, c: 3 }]],
  ["numbers of properties of any value", { minProperties: 1 }, [{ a: 1 }, []], [{}]],
  ["names that depend on another", { dependentRequired: { a: ["b"] } }, [{}, { b: 1 }, { a: 1, b: 1 }], [{ a: 1 }]],
  ["a schema that depends on a name", { dependentSchemas: { a: { required: ["b"] } } }, [{}, { a: 1, b: 1 }, "a"], [{ a: 1 }]],
  ["all of several", { allOf: [{ minimum: 1 }, { maximum: 2 }] }, [1, 2, "a"], [0, 3]],
  ["any of several", { anyOf: [{ type: "string" }, { minimum: 2 }] }, ["a", 2, null], [1]],
  ["one of several", { oneOf: [{ minimum: 1 }, { type: "integer" }] }, [0, 1.5, "a"], [2, 0.5]],
  ["one of three", { oneOf: [{ const: 1 }, { minimum: 1, type: "number" }, { maximum: 0, type: "number" }] }, [2, 0], [1, 0.5, "a"]],
  ["none", { not: { type: "string" } }, [1, null], ["a"]],
  ["not a property", { not: { required: ["a"] } }, [{ b: 1 }], [{ a: 1 }, "a"]],
  [
    "a condition",
    { if: { properties: { a: { const: 1 } }, required: ["a"] }, then: { required: ["b"] }, else: { required: ["c"] } },
    [{ a: 1, b: 1 }, { a: 2, c: 1 }, { c: 1 }],
    [
      { a: 1, c: 1 },
      { a: 2, b: 1 },
    ],
  ],
  ["a condition of one way", { if: { type: "string" }, then: { minLength: 2 } }, ["ab", 1], ["a"]],
  ["a condition of the other way", { if: { type: "string" }, else: { type: "number" } }, ["a", 1], [null]],
  [
    "a union by a tag",
    {
      oneOf: ["a", "b"].map((tag) => ({
        type: "object",
        properties: { t: { const: tag }, [tag]: { type: "number" } },
        required: ["t", tag],
      })),
    },
    [
      { t: "a", a: 1 },
      { t: "b", b: 1 },
    ],
    [{ t: "a", b: 1 }, { t: "c", a: 1 }, { a: 1 }, null],
  ],
  [
    "a schema that refers to itself",
    { type: "object", properties: { next: { $ref: "#" }, n: { type: "number" } }, required: ["n"] },
    [{ n: 1 }, { n: 1, next: { n: 2, next: { n: 3 } } }],
    [
      { n: 1, next: {} },
      { n: 1, next: { n: 2, next: { n: "3" } } },
    ],
  ],
  [
    "unevaluated properties",
    {
      type: "object",
      properties: { a: {} },
      anyOf: [{ properties: { b: { const: 1 } }, required: ["b"] }, true],
      unevaluatedProperties: false,
    },
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ b: 2 }, { c: 1 }],
  ],
  [
    "unevaluated properties of a kind",
    { allOf: [{ properties: { a: {} } }], unevaluatedProperties: { type: "number" } },
    [{ a: "a", b: 1 }, "a"],
    [{ b: "b" }],
  ],
  [
    "unevaluated properties under a condition",
    {
      if: { required: ["a"], properties: { a: {} } },
      then: { properties: { b: {} } },
      else: { properties: { c: {} } },
      unevaluatedProperties: false,
    },
    [{ a: 1, b: 1 }, { c: 1 }],
    [{ a: 1, c: 1 }, { b: 1 }],
  ],
  [
    "unevaluated properties that depend on a name",
    { type: "object", properties: { a: {} }, dependentSchemas: { a: { properties: { b: {} } } }, unevaluatedProperties: false },
    [{ a: 1, b: 1 }],
    [{ b: 1 }],
  ],
  ["unevaluated properties beside patterns", { patternProperties: { "^x": {} }, unevaluatedProperties: false }, [{ x1: 1 }], [{ y: 1 }]],
  ["unevaluated properties of a constant", { enum: [{ a: 1 }, "a"], unevaluatedProperties: false }, ["a"], [{ a: 1 }, "b"]],
  ["unevaluated items", { prefixItems: [{}], unevaluatedItems: false }, [[1], "a"], [[1, 2]]],
  ["unevaluated items of a kind", { prefixItems: [{}], unevaluatedItems: { type: "number" } }, [["a", 1]], [["a", "b"]]],
  ["unevaluated items beside an item of a kind", { contains: { type: "number" }, unevaluatedItems: false }, [[1, 2]], [[1, "a"]]],
  [
    "unevaluated items beside an item of a kind in 2019-09",
    { $schema: draft2019, contains: { type: "number" }, unevaluatedItems: false },
    [],
    [
      [1, 2],
      [1, "a"],
    ],
  ],
  [
    "unevaluated items of a branch",
    { anyOf: [{ prefixItems: [{ const: 1 }, {}] }, { prefixItems: [{}] }], unevaluatedItems: false },
    [[1, 2], [2]],
    [
      [2, 2],
      [1, 2, 3],
    ],
  ],
];

test.each(rows)("%s", (_title, given, accepted, refused) => {
  const { schema, findings } = schemaOf(given);
  expect(findings.includes("error")).toBe(false);
  const { isValue, explain } = compiledValidator(schema);
  expect(accepted.filter((value) => !isValue(value))).toEqual([]);
  expect(refused.filter((value) => isValue(value))).toEqual([]);
  expect(accepted.filter((value) => explain(value).length > 0)).toEqual([]);
  expect(refused.filter((value) => explain(value).length === 0)).toEqual([]);
});
