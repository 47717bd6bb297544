import { describe, expect, test } from "vitest";
import { Verdicts } from "../../../../generator/lint/verdicts.js";
import type { Json } from "../../../../generator/base/json.js";
import { compiledValidator } from "../../../helpers/compiled-validator.js";
import { schemaOf } from "../../../helpers/schema-of.js";

const values: readonly Json[] = [
  null,
  true,
  0,
  1.5,
  7,
  "",
  "ab",
  "2024-01-01",
  [],
  [1, 1],
  ["a", {}],
  {},
  { a: 1 },
  { a: "x", b: 2 },
  { b: [1] },
];

const schemas: readonly object[] = [
  { type: "string", format: "date" },
  { type: ["integer", "null"], minimum: 1 },
  { type: "object", properties: { a: { type: "string" } }, required: ["a"], additionalProperties: { type: "number" } },
  { $defs: { n: { type: "array", items: { $ref: "#/$defs/n" } } }, $ref: "#/$defs/n" },
  { oneOf: [{ required: ["a"] }, { required: ["b"] }] },
  { patternProperties: { "^a": { type: "number" } }, unevaluatedProperties: false },
  { contains: { const: 1 }, uniqueItems: true },
  { if: { type: "string" }, then: { minLength: 1 }, else: { not: { type: "null" } } },
  { type: "number", format: "int32" },
  { enum: [null, { a: 1 }, "ab"] },
  { dependentRequired: { a: ["b"] }, dependentSchemas: { b: { type: "object", maxProperties: 1 } } },
];

describe("lint and the generated validator have the same verdict", () => {
  test.each(schemas.map((schema) => [JSON.stringify(schema), schema] as const))("%s", (_text, source) => {
    const { schema } = schemaOf(source);
    const generated = compiledValidator(schema);
    const verdicts = new Verdicts();
    for (const value of values) expect([value, verdicts.refusal(schema, value) === undefined]).toEqual([value, generated.isValue(value)]);
  });
});
