import { describe, expect, test } from "vitest";
import { createSubsetChecker } from "../../../../generator/validate/witness-judge.js";
import type { SubsetVerdict } from "../../../../generator/subset/verdict.js";
import { schemaOf } from "../../../helpers/schema-of.js";

function verdictOf(a: unknown, b: unknown): SubsetVerdict {
  return createSubsetChecker().isSubset(schemaOf(a).schema, schemaOf(b).schema);
}

/** `witness` is `undefined` if the verdict is "yes". */
type Row = readonly [name: string, a: unknown, b: unknown, witness?: unknown];

const event = (type: string, more: object = {}): object => ({
  type: "object",
  properties: { type: { const: type }, ...more },
  required: ["type", ...Object.keys(more)],
  additionalProperties: false,
});

const rows: readonly Row[] = [
  ["the schema of all values is a subset of itself", {}, true],
  ["the empty schema is a subset of itself", false, { not: {} }],
  ["an integer is a number", { type: "integer" }, { type: "number" }],
  ["a number need not be an integer", { type: "number" }, { type: "integer" }, 0.5],
  ["multiples of 6 are those of 2 and 3", { type: "number", multipleOf: 6 }, { allOf: [{ multipleOf: 2 }, { multipleOf: 3 }] }],
  ["multiples of 0.3 are those of 0.1", { type: "number", multipleOf: 0.3 }, { multipleOf: 0.1 }],
  ["bounds of doubles", { type: "number", exclusiveMinimum: 0 }, { minimum: 5e-324 }],
  ["int32 has bounds", { type: "integer", format: "int32" }, { maximum: 2147483647 }],
  ["a pattern limits the length of a string", { type: "string", pattern: "^[a-c]{2,3}$" }, { minLength: 2, maxLength: 3 }],
  ["a pattern is not anchored", { type: "string", pattern: "abc" }, { pattern: "^abc" }, "aabc"],
  ["a lookahead is decided", { type: "string", pattern: "^(?!x-)[a-z-]+$" }, { not: { pattern: "^x-" } }],
  ["a word boundary is decided", { type: "string", pattern: "\\bcat\\b" }, { pattern: "cat" }],
  ["a code point is one character", { const: "😀" }, { maxLength: 1 }],
  ["a date-time is not empty", { type: "string", format: "date-time" }, { minLength: 20 }],
  ["a uuid is long", { type: "string", format: "uuid" }, { maxLength: 36 }],
  ["not every string is a date", { type: "string" }, { format: "date" }, ""],
  ["an optional field may be absent", { properties: { a: { type: "string" } } }, { required: ["a"] }, {}],
  ["a closed object has no other keys", { type: "object", additionalProperties: false }, { maxProperties: 0 }],
  [
    "keys that a pattern describes",
    { type: "object", patternProperties: { "^a$": false, "^[^a]": false, "^[^]{2}": false }, minProperties: 1 },
    { required: [""] },
  ],
  [
    "one key for two members that have to exist",
    { type: "object", maxProperties: 1, not: { propertyNames: { maxLength: 0 } } },
    { propertyNames: { enum: [] } },
    { a: null },
  ],
  [
    "a key that a later member needs stays free",
    {
      allOf: [{ not: { additionalProperties: { const: 1 } } }, { not: { patternProperties: { "^a$": { not: { const: 1 } } } } }],
      propertyNames: { pattern: "^[ab]$" },
      type: "object",
    },
    false,
    { a: 1, b: null },
  ],
  ["two keys of one letter of two", { type: "object", propertyNames: { pattern: "^[ab]$" } }, { maxProperties: 2 }],
  ["three booleans cannot be different", { type: "array", items: { type: "boolean" }, uniqueItems: true }, { maxItems: 2 }],
  ["a tuple without others is short", { type: "array", prefixItems: [{}, {}], items: false }, { maxItems: 2 }],
  ["a long list", { type: "array", items: { const: 0 }, maxItems: 9999 }, { maxItems: 10_000 }],
  ["contains needs an item", { type: "array", contains: { const: 1 } }, { minItems: 1 }],
  ["at most one of two ones", { type: "array", items: { const: 1 }, minItems: 2 }, { contains: { const: 1 }, maxContains: 1 }, [1, 1]],
  ["a union may get a branch", { oneOf: [event("a"), event("b")] }, { oneOf: [event("c"), event("b"), event("a")] }],
  ["a union may not lose a branch", { oneOf: [event("a"), event("b")] }, { oneOf: [event("a")] }, { type: "b" }],
  ["two events merged into one", { oneOf: [event("a"), event("b")] }, { ...event("a"), properties: { type: { enum: ["a", "b"] } } }],
  [
    "unevaluated over branches",
    { anyOf: [{ properties: { a: {} } }, { properties: { b: {} } }], unevaluatedProperties: false, type: "object" },
    { maxProperties: 2 },
  ],
];

describe("the checker proves a subset, or refutes it with a value", () => {
  test.each(rows)("%s", (_name, a, b, witness) => {
    expect(verdictOf(a, b)).toEqual(witness === undefined ? { verdict: "yes" } : { verdict: "no", witness });
  });
});

const list = (item: unknown): object => ({
  $defs: { list: { type: ["object", "null"], properties: { head: item, tail: { $ref: "#/$defs/list" } }, required: ["head", "tail"] } },
  $ref: "#/$defs/list",
});

describe("schemas that contain themselves", () => {
  test("every list of integers is a list of numbers", () => {
    expect(verdictOf(list({ type: "integer" }), list({ type: "number" }))).toEqual({ verdict: "yes" });
  });

  test("not every list of numbers is a list of integers", () => {
    expect(verdictOf(list({ type: "number" }), list({ type: "integer" }))).toEqual({ verdict: "no", witness: { head: 0.5, tail: null } });
  });

  test("an infinite list has no value", () => {
    const endless = {
      $defs: { list: { type: "object", properties: { tail: { $ref: "#/$defs/list" } }, required: ["tail"] } },
      $ref: "#/$defs/list",
    };
    expect(createSubsetChecker().isSatisfiable(schemaOf(endless).schema)).toEqual({ verdict: "no" });
  });
});

describe("an own __proto__", () => {
  const guarded = { type: "object", properties: { a: {} } };

  test("is no witness unless a schema names the key", () => {
    expect(verdictOf({ type: "object" }, guarded)).toEqual({ verdict: "yes" });
  });

  test("is refused, as validators do", () => {
    const value: unknown = JSON.parse('{"__proto__":1}');
    expect(verdictOf({ const: value }, guarded)).toEqual({ verdict: "no", witness: value });
  });
});

describe("an undecided answer has a reason", () => {
  test("a budget", () => {
    const checker = createSubsetChecker({ maxSteps: 10 });
    const verdict = checker.isSubset(
      schemaOf(event("a", { b: { pattern: "^x{9}" } })).schema,
      schemaOf(event("a", { b: { pattern: "^y" } })).schema,
    );
    expect(verdict).toEqual({ verdict: "unknown", reason: "the proof takes more than 10 steps", isOverLimit: true });
  });

  test("a budget that all questions share: each undecided question halves it, down to a fiftieth", () => {
    const checker = createSubsetChecker({ maxSteps: 200, isShared: true });
    const reasons = Array.from({ length: 8 }, (_unused, index) => {
      const long = schemaOf(event("a", { b: { pattern: `^x{${500 + index}}` } })).schema;
      const verdict = checker.isSubset(long, schemaOf(event("a", { b: { pattern: "^y" } })).schema);
      return verdict.verdict === "unknown" ? verdict.reason.replace(/\D/g, "") : verdict.verdict;
    });
    expect(reasons).toEqual(["200", "100", "50", "25", "13", "7", "4", "4"]);
  });

  test("a backreference", () => {
    expect(verdictOf({ type: "string", pattern: "^(a|b)\\1$" }, { pattern: "^(aa|bb)$" })).toMatchObject({ verdict: "unknown" });
  });

  test("a judge with another verdict", () => {
    const checker = createSubsetChecker({ judge: () => true });
    expect(checker.isSubset(schemaOf({}).schema, schemaOf(false).schema)).toEqual({
      verdict: "unknown",
      reason: "a defect of dagwire: its validators do not confirm the value null",
    });
  });

  test("schemas that nest too deeply", () => {
    const depth = 20_000;
    const $defs = Object.fromEntries(
      Array.from({ length: depth }, (_, index) => [
        `d${index}`,
        { minLength: index, allOf: [{ $ref: `#/$defs/d${(index + 1) % depth}` }] },
      ]),
    );
    const chain = { $defs: { ...$defs, [`d${depth - 1}`]: { minLength: 1 } }, $ref: "#/$defs/d0" };
    const verdict = createSubsetChecker().isSubset(schemaOf(chain).schema, schemaOf({ minLength: 1 }).schema);
    expect(verdict).toEqual({ verdict: "unknown", reason: "the schemas nest, or refer to one another, too deeply" });
  });
});

test("a witness may be long", () => {
  const verdict = verdictOf({ type: "array" }, { maxItems: 20_000 });
  expect(verdict.verdict === "no" && (verdict.witness as readonly unknown[]).length).toBe(20_001);
  expect(verdictOf({ type: "string" }, { maxLength: 20_000 })).toEqual({ verdict: "no", witness: "a".repeat(20_001) });
});

test("overlap finds a value of both schemas", () => {
  const checker = createSubsetChecker();
  const [small, large] = [schemaOf({ type: "integer", maximum: 3 }).schema, schemaOf({ minimum: 3 }).schema];
  expect(checker.overlap(small, large)).toEqual({ verdict: "yes", witness: 3 });
  expect(checker.overlap(small, schemaOf({ type: "string" }).schema)).toEqual({ verdict: "no" });
});

test("acceptsAnything is refuted by a value", () => {
  const checker = createSubsetChecker();
  expect(checker.acceptsAnything(schemaOf({ anyOf: [{ type: "null" }, { not: { type: "null" } }] }).schema)).toEqual({ verdict: "yes" });
  expect(checker.acceptsAnything(schemaOf({ not: { const: null } }).schema)).toEqual({ verdict: "no", witness: null });
});
