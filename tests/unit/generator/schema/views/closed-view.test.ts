import { describe, expect, test } from "vitest";
import { closedView } from "../../../../../generator/schema/views/closed-view.js";
import { Verdicts } from "../../../../../generator/lint/verdicts.js";
import type { Json } from "../../../../../generator/base/json.js";
import { schemaOf } from "../../../../helpers/schema-of.js";

type Table = readonly [name: string, schema: object, sent: readonly Json[], notSent: readonly Json[]];

const object = (properties: object, more: object = {}): object => ({ type: "object", properties, ...more });
const text = { type: "string" };

const table: readonly Table[] = [
  ["an object accepts only the properties that it names", object({ a: text }), [{}, { a: "" }], [{ b: 1 }]],
  ["at every depth", object({ a: object({ b: text }) }), [{ a: { b: "" } }], [{ a: { c: 1 } }]],
  ["in lists", { type: "array", items: object({ b: text }) }, [[{ b: "" }]], [[{ c: 1 }]]],
  ["an object that names nothing is open", { type: "object" }, [{ a: 1 }], [[]]],
  ["a map stays a map", { type: "object", additionalProperties: object({ b: text }) }, [{ x: { b: "" } }], [{ x: { c: 1 } }]],
  ["a map by patterns too", { type: "object", patternProperties: { "^x": text } }, [{ xa: "", y: 1 }], [{ xa: 1 }]],
  ["additionalProperties: true, written out, is a map", object({ a: text }, { additionalProperties: true }), [{ b: 1 }], [{ a: 1 }]],
  ["a required property counts as named", object({ a: text }, { required: ["t"] }), [{ t: 1, a: "" }], [{ t: 1, b: 1 }]],
  [
    "a composed object is closed around its parts",
    { allOf: [object({ a: text }), object({ b: text })], properties: { c: text } },
    [{ a: "", b: "", c: "" }],
    [{ d: 1 }],
  ],
  [
    "a reference and the keywords beside it",
    { $ref: "#/$defs/base", properties: { b: text }, $defs: { base: object({ a: text }) } },
    [{ a: "", b: "" }],
    [{ c: 1 }],
  ],
  [
    "each branch of a union by itself",
    { oneOf: [object({ t: { const: 1 }, a: text }, { required: ["t"] }), object({ t: { const: 2 }, b: text }, { required: ["t"] })] },
    [
      { t: 1, a: "" },
      { t: 2, b: "" },
    ],
    [
      { t: 1, b: "" },
      { t: 2, b: "", c: 1 },
    ],
  ],
  [
    "a union beside properties is closed around both",
    {
      ...object({ t: text }, { required: ["t"] }),
      anyOf: [object({ a: text }, { required: ["a"] }), object({ b: text }, { required: ["b"] })],
    },
    [{ t: "", a: "" }],
    [{ t: "", a: "", c: 1 }, { t: "" }],
  ],
  [
    "a union of an object and a map",
    { anyOf: [object({ a: text }, { required: ["a"] }), { type: "object", additionalProperties: text }] },
    [{ x: "" }],
    [{ a: "", c: 1 }],
  ],
  [
    "a oneOf with overlapping branches still refuses values that match both",
    { oneOf: [object({ a: {} }, { required: ["a"] }), object({ b: {} }, { required: ["b"] })] },
    [{ a: 1 }, { b: 1 }],
    [
      { a: 1, b: 1 },
      { a: 1, c: 1 },
    ],
  ],
  [
    "a property that two parts describe is closed by the wider part",
    { allOf: [object({ x: object({ a: text, b: text }) }), object({ x: object({ a: { minLength: 1 } }) })] },
    [{ x: { a: "a", b: "" } }],
    [{ x: { c: 1 } }, { x: { a: "" } }, { y: 1 }],
  ],
  [
    "a property that two parts describe stays open if neither part is wider",
    { allOf: [object({ x: object({ a: text }) }), object({ x: object({ b: text }) })] },
    [{ x: { a: "", b: "" } }],
    [{ y: 1 }],
  ],
  [
    "a schema under a condition is not closed",
    {
      ...object({ k: text, a: text }),
      if: { properties: { k: { const: "x" } }, required: ["k"] },
      then: { properties: { b: text }, required: ["b"] },
    },
    [
      { k: "x", b: "" },
      { k: "y", a: "" },
    ],
    [{ k: "x" }, { k: "x", b: "", c: 1 }],
  ],
  [
    "not is kept as written",
    { ...object({ a: text }), not: object({ a: { const: "x" } }, { required: ["a"] }) },
    [{ a: "y" }],
    [{ a: "x" }, { b: 1 }],
  ],
  [
    "contains is kept as written",
    { type: "array", items: object({ a: text, b: text }), contains: object({ a: { const: "x" } }, { required: ["a"] }) },
    [[{ a: "x", b: "" }]],
    [[{ a: "y" }], [{ a: "x", c: 1 }]],
  ],
  [
    "recursion",
    { $ref: "#/$defs/node", $defs: { node: object({ next: { $ref: "#/$defs/node" } }) } },
    [{ next: { next: {} } }],
    [{ next: { next: { x: 1 } } }],
  ],
];

describe("the messages that generated code sends", () => {
  test.each(table)("%s", (_name, json, sent, notSent) => {
    const { schema, findings } = schemaOf(json);
    expect(findings).toBe("");
    const closed = closedView(schema);
    const verdicts = new Verdicts();
    expect(sent.filter((value) => verdicts.refusal(closed, value) !== undefined)).toEqual([]);
    expect(notSent.filter((value) => verdicts.refusal(closed, value) === undefined)).toEqual([]);
    expect(sent.filter((value) => verdicts.refusal(schema, value) !== undefined)).toEqual([]);
  });

  test("a second call returns the same copy, and the schema does not change", () => {
    const { schema } = schemaOf(object({ a: text }));
    expect(closedView(schema)).toBe(closedView(schema));
    expect(schema.additionalProperties).toBeUndefined();
  });
});
