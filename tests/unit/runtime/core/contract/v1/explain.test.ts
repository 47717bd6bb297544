import { inspect } from "node:util";
import { expect, test } from "vitest";
import { combinedKeywordRows } from "../../../../../helpers/combined-keyword-rows.js";
import { compiledValidator } from "../../../../../helpers/compiled-validator.js";
import { own } from "../../../../../helpers/keyword-row.js";
import { keywordRows } from "../../../../../helpers/keyword-rows.js";
import { schemaOf } from "../../../../../helpers/schema-of.js";

const branch = (t: unknown, more: object = {}): object => ({ type: "object", properties: { t: { const: t }, ...more }, required: ["t"] });

const cases: readonly [
  title: string,
  schema: unknown,
  value: unknown,
  issues: readonly (readonly [path: string, expected: string, got: string])[],
][] = [
  ["another type", { type: "string" }, 1, [["", "string", "1"]]],
  ["another type of several", { type: ["string", "null"] }, {}, [["", "string | null", "{}"]]],
  ["a number that is not finite", { type: "number" }, Infinity, [["", "number", "Infinity"]]],
  ["a fraction", { type: "integer" }, 1.5, [["", "integer", "1.5"]]],
  ["a number below and above limits", { type: "number", minimum: 1, maximum: 0 }, 0.5, [["", "at least 1", "0.5"]]],
  ["limits that are no values", { exclusiveMinimum: 1, exclusiveMaximum: 1 }, 1, [["", "more than 1", "1"]]],
  ["no multiple", { multipleOf: 2 }, 3, [["", "a multiple of 2", "3"]]],
  ["a text that is too short", { minLength: 2 }, "a", [["", "at least 2 characters", '"a"']]],
  ["a text that is too long", { maxLength: 1 }, "ab", [["", "at most 1 character", '"ab"']]],
  ["a text without the pattern", { pattern: "^a" }, "b", [["", "string matching /^a/u", '"b"']]],
  ["a text of another format", { type: "string", format: "date" }, "x", [["", "date string", '"x"']]],
  ["another constant", { const: { a: 1 } }, { a: 2 }, [["", '{"a":1}', '{"a":2}']]],
  ["another value", { enum: ["a", 1, null] }, "b", [["", '"a" | 1 | null', '"b"']]],
  ["too few items", { minItems: 2 }, [1], [["", "at least 2 items", "[1]"]]],
  ["too many items", { maxItems: 1 }, [1, 2], [["", "at most 1 item", "[1,2]"]]],
  ["equal items", { uniqueItems: true }, [1, 1], [["", "items that differ from one another", "[1,1]"]]],
  [
    "wrong items",
    { items: { type: "string" } },
    ["a", 1, null],
    [
      ["/1", "string", "1"],
      ["/2", "string", "null"],
    ],
  ],
  [
    "a wrong first item",
    { prefixItems: [{ type: "string" }], items: false },
    [1, 2],
    [
      ["/0", "string", "1"],
      ["/1", "no such item", "2"],
    ],
  ],
  ["no item of a kind", { contains: { type: "string" } }, [1], [["", "at least 1 item of string", "[1]"]]],
  [
    "too many items of a kind",
    { contains: { type: "string" }, maxContains: 1 },
    ["a", "b"],
    [["", "at most 1 item of string", '["a","b"]']],
  ],
  [
    "missing properties",
    { type: "object", properties: { a: { type: "string" } }, required: ["a", "b"] },
    {},
    [
      ["/b", "any value", "nothing"],
      ["/a", "string", "nothing"],
    ],
  ],
  [
    "a wrong property, whose name has a slash and a tilde",
    { properties: { "a/~": { type: "string" } } },
    { "a/~": 1 },
    [["/a~1~0", "string", "1"]],
  ],
  [
    "unknown properties",
    { properties: { a: {} }, additionalProperties: false },
    { b: 1, c: 2 },
    [
      ["/b", "no such property", "1"],
      ["/c", "no such property", "2"],
    ],
  ],
  ["wrong other properties", { additionalProperties: { type: "string" } }, { b: 1 }, [["/b", "string", "1"]]],
  ["a wrong property of a pattern", { patternProperties: { "^a": { type: "string" } } }, { ab: 1 }, [["/ab", "string", "1"]]],
  ["wrong names", { propertyNames: { maxLength: 1 } }, { ab: 1 }, [["/ab", "a name that is another value", '"ab"']]],
  ["too few properties", { minProperties: 1 }, {}, [["", "at least 1 property", "{}"]]],
  ["too many properties", { maxProperties: 0 }, { a: 1 }, [["", "at most 0 properties", '{"a":1}']]],
  [
    "a missing name on which another depends",
    { dependentRequired: { a: ["b"] } },
    { a: 1 },
    [["/b", 'a value, because "a" is there', "nothing"]],
  ],
  ["a schema that depends on a name", { dependentSchemas: { a: { required: ["b"] } } }, { a: 1 }, [["/b", "any value", "nothing"]]],
  ["what may not be", { not: { type: "string" } }, "a", [["", "another value", '"a"']]],
  [
    "a condition",
    { if: { type: "string" }, then: { minLength: 2 }, else: { type: "number" } },
    "a",
    [["", "at least 2 characters", '"a"']],
  ],
  [
    "the other way of a condition",
    { if: { type: "string" }, then: { minLength: 2 }, else: { type: "number" } },
    null,
    [["", "number", "null"]],
  ],
  ["unevaluated properties", { properties: { a: {} }, unevaluatedProperties: false }, { b: 1 }, [["/b", "no such property", "1"]]],
  ["unevaluated items", { prefixItems: [{}], unevaluatedItems: false }, [1, 2], [["/1", "no such item", "2"]]],
  [
    "a union whose constants are no branches of this kind",
    { anyOf: [{ const: 1 }, { enum: ["a", "b"] }, { const: { a: 1 } }, { type: "number", minimum: 5 }] },
    2,
    [["", "at least 5", "2"]],
  ],
  ["a union of constants", { anyOf: [{ const: "a" }, { enum: ["b", "c"] }] }, 1, [["", '"a" | "b" | "c"', "1"]]],
  ["a union with the schema false", { anyOf: [false, { type: "string" }] }, 1, [["", "no value | string", "1"]]],
  [
    "an own __proto__ in an object that lists other properties",
    { type: "object", properties: { a: {} } },
    own('{"__proto__":1}'),
    [["/__proto__", "no such property", "1"]],
  ],
  [
    "a union behind nine other mistakes",
    {
      properties: Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`p${index}`, { type: "string" }])),
      anyOf: [{ type: "object", required: ["a", "b", "c"] }],
    },
    Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`p${index}`, 1])),
    [...Array.from({ length: 9 }, (_, index) => [`/p${index}`, "string", "1"] as const), ["/a", "any value", "nothing"]],
  ],
  ["a union of other kinds", { anyOf: [{ type: "string" }, { type: "array" }] }, 1, [["", "string | array", "1"]]],
  [
    "a union with one branch of this kind",
    { anyOf: [{ type: "string", minLength: 2 }, { type: "array" }] },
    "a",
    [["", "at least 2 characters", '"a"']],
  ],
  ["a union with a tag that no branch has", { anyOf: [branch("a"), branch("b")] }, { t: "c" }, [["/t", '"a" | "b"', '"c"']]],
  ["a union without the tag", { anyOf: [branch("a"), branch("b")] }, {}, [["/t", '"a" | "b"', "nothing"]]],
  [
    "a union with the tag of one branch",
    { anyOf: [branch("a", { n: { type: "number" } }), branch("b")] },
    { t: "a", n: "x" },
    [["/n", "number", '"x"']],
  ],
  [
    "a union whose tag is required beside it",
    { required: ["t"], anyOf: ["a", "b"].map((t) => ({ type: "object", properties: { t: { const: t }, n: { type: "number" } } })) },
    { t: "b", n: "x" },
    [["/n", "number", '"x"']],
  ],
  [
    "a union whose constant is optional",
    { anyOf: ["a", "b"].map((t) => ({ type: "object", properties: { t: { const: t }, [t]: { type: "number" } } })) },
    { t: "b", b: "x" },
    [["/t", '"a"', '"b"']],
  ],
  [
    "a union whose tags are inside of allOf",
    { anyOf: ["a", "b"].map((t) => ({ allOf: [branch(t)], type: "object", properties: { n: { type: "number" } } })) },
    { t: "b", n: "x" },
    [["/n", "number", '"x"']],
  ],
  [
    "a union in which one branch is closer in depth",
    {
      anyOf: [
        { type: "object", properties: { a: { type: "string" } } },
        { type: "object", properties: { a: { properties: { b: { type: "string" } }, type: "object" } } },
      ],
    },
    { a: { b: 1 } },
    [["/a/b", "string", "1"]],
  ],
  [
    "a union in which one branch has fewer mistakes",
    {
      anyOf: [
        { type: "object", required: ["a", "b"] },
        { type: "object", required: ["c"] },
      ],
    },
    {},
    [["/c", "any value", "nothing"]],
  ],
  [
    "more than one of oneOf",
    { oneOf: [{ type: "number" }, { type: "integer" }, { type: "string" }] },
    1,
    [["", "only one of number | integer", "1"]],
  ],
  [
    "a long value",
    { type: "number" },
    "x".repeat(100),
    [["", "number", '"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\u2026']],
  ],
  [
    "many mistakes",
    { items: { type: "string" } },
    Array.from({ length: 40 }, () => 1),
    Array.from({ length: 10 }, (_, index) => [`/${index}`, "string", "1"] as const),
  ],
  [
    "a value inside of many",
    { items: { properties: { a: { prefixItems: [{ type: "string" }] } } } },
    [{ a: [1] }],
    [["/0/a/0", "string", "1"]],
  ],
];

test.each(cases)("the issues of %s", (_title, schema, value, issues) => {
  const found = compiledValidator(schemaOf(schema).schema).explain(value);
  expect(found.map(({ path, expected, got }) => [path, expected, got])).toEqual(issues);
});

test("the issues of each refused value of each keyword equal the committed ones", async () => {
  const texts = [...keywordRows, ...combinedKeywordRows].map(([title, given, , refused]) => {
    const { explain } = compiledValidator(schemaOf(given).schema);
    const lines = refused.flatMap((value) => [
      `  ${inspect(value, { breakLength: Infinity, depth: Infinity })}`,
      ...explain(value).map(({ path, expected, got }) => `    ${JSON.stringify(path)} expected ${expected}, got ${got}`),
    ]);
    return [`${title}: ${JSON.stringify(given)}`, ...lines].join("\n");
  });
  await expect(`${texts.join("\n")}\n`).toMatchFileSnapshot("../../../../../golden/validators/issues.txt");
});

test.each([
  ["a map", { type: "object", additionalProperties: { type: "number" } }],
  ["an object with patterns of names", { type: "object", properties: { a: {} }, patternProperties: { "^_": {} } }],
  ["an object with a keyword for unevaluated properties", { type: "object", unevaluatedProperties: { type: "number" } }],
  ["a value of any type", { properties: { a: {} } }],
  ["an object that requires the name", { type: "object", properties: { a: {} }, required: ["__proto__"] }],
  ["an object that lists the name", own('{"type":"object","properties":{"__proto__":{"type":"number"}}}')],
  [
    "an object that lists the required name",
    own('{"type":"object","properties":{"__proto__":{"type":"number"}},"required":["__proto__"]}'),
  ],
])("an own __proto__ is a property like any other in %s", (_title, schema) => {
  const { isValue, explain } = compiledValidator(schemaOf(schema).schema);
  expect([isValue(own('{"__proto__":1}')), explain(own('{"__proto__":1}'))]).toEqual([true, []]);
});
