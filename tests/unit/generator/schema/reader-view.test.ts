import { expect, test } from "vitest";
import { compiledValidator } from "../../../helpers/compiled-validator.js";
import { suiteSchema } from "../../../helpers/json-schema-test-suite.js";

function accepts(schema: object, value: unknown): { readonly strict: boolean; readonly tolerant: boolean } {
  const graph = suiteSchema(schema, {});
  if (typeof graph === "string") throw new Error(graph);
  const [strict, tolerant] = (["strict", "tolerant"] as const).map((reader) => compiledValidator(graph, { reader }).isValue(value));
  return { strict: strict === true, tolerant: tolerant === true };
}

const closed = (...names: readonly string[]): object => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, {}])),
  required: names,
  additionalProperties: false,
});

test("a closed object is opened at every depth", () => {
  const schema = { type: "object", properties: { a: closed("b") }, additionalProperties: false };
  expect(accepts(schema, { a: { b: 1, c: 1 }, d: 1 })).toEqual({ strict: false, tolerant: true });
});

test("a message that two opened branches of a oneOf accept stays accepted", () => {
  expect(accepts({ oneOf: [closed("a"), closed("a", "b")] }, { a: 1, b: 1 })).toEqual({ strict: true, tolerant: true });
});

test("schemas under not and if are read as written", () => {
  expect(accepts({ not: closed("a") }, { a: 1, b: 1 })).toEqual({ strict: true, tolerant: true });
  expect(accepts({ if: closed("a"), then: false }, { a: 1, b: 1 })).toEqual({ strict: true, tolerant: true });
});

test("a recursive schema stays recursive", () => {
  const schema = { type: "object", properties: { next: { $ref: "#" }, n: { type: "integer" } }, additionalProperties: false };
  expect(accepts(schema, { next: { next: { n: 1, x: 1 } } })).toEqual({ strict: false, tolerant: true });
  expect(accepts(schema, { next: { next: { n: 1.5 } } })).toEqual({ strict: false, tolerant: false });
});
