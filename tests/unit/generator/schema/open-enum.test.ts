import { describe, expect, test } from "vitest";
import { canonical } from "../../../../generator/schema/canonical.js";
import { closedView } from "../../../../generator/schema/views/closed-view.js";
import { SeededChoices } from "../../../../generator/sample/choices.js";
import { Sampler } from "../../../../generator/sample/sampler.js";
import { compiledValidator } from "../../../helpers/compiled-validator.js";
import { schemaOf } from "../../../helpers/schema-of.js";

const others = { type: "string", maxLength: 4 };
const phase = { "x-open": true, anyOf: [{ enum: ["new", "done"] }, others] };

describe("x-open", () => {
  test("accepts listed values and the others, and promises to send only listed ones", () => {
    const { schema, findings } = schemaOf({ type: "object", properties: { phase }, required: ["phase"] });
    expect(findings).toBe("");
    const accepted = compiledValidator(schema);
    const sent = compiledValidator(closedView(schema));
    const verdicts = ["new", "later", "late", 1].map((value) => [accepted.isValue({ phase: value }), sent.isValue({ phase: value })]);
    expect(verdicts).toEqual([
      [true, true],
      [false, false],
      [true, false],
      [false, false],
    ]);
  });

  test("without it, a list beside all strings suggests values, and any string is sent", () => {
    const { schema } = schemaOf({ anyOf: phase.anyOf });
    expect(compiledValidator(closedView(schema)).isValue("late")).toBe(true);
    expect(canonical(schema)).not.toBe(canonical(schemaOf(phase).schema));
  });

  test("may be false, which says nothing", () => {
    expect(schemaOf({ "x-open": false, type: "string" })).toMatchObject({ findings: "", schema: { types: ["string"] } });
  });

  test.each<[string, object]>([
    ["no anyOf", { "x-open": true, enum: ["a"] }],
    ["another value than true", { ...phase, "x-open": "yes" }],
    ["a third branch", { "x-open": true, anyOf: [...phase.anyOf, { type: "null" }] }],
    ["the branches in another order", { "x-open": true, anyOf: phase.anyOf.toReversed() }],
    ["numbers", { "x-open": true, anyOf: [{ enum: [1] }, { type: "number" }] }],
    ["a keyword beside it", { ...phase, minLength: 1 }],
    ["a list behind a reference", { "x-open": true, anyOf: [{ $ref: "#/$defs/a" }, others], $defs: { a: { enum: ["a"] } } }],
  ])("is refused with %s", (_name, schema) => {
    expect(schemaOf(schema).findings).toContain(
      'error KEYWORD_INVALID: "x-open" takes true, in a schema with only "anyOf": a list of strings, then the strings that may follow later.',
    );
  });

  test("a sampler draws listed values, and others only if it is asked to", () => {
    const { schema } = schemaOf(phase);
    const drawn = (hasOthers: boolean): Set<unknown> => {
      const sampler = new Sampler(new SeededChoices(7), hasOthers);
      return new Set(Array.from({ length: 60 }, () => sampler.sample(schema)));
    };
    expect(drawn(false)).toEqual(new Set(["new", "done"]));
    const all = drawn(true);
    expect(all.size).toBeGreaterThan(2);
    expect(all).toContain("new");
  });
});
