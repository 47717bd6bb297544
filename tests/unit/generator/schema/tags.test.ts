import { describe, expect, test } from "vitest";
import { fixedValues, requiresPointer } from "../../../../generator/schema/tags.js";
import { schemaOf } from "../../../helpers/schema-of.js";

const tagged = (value: unknown): object => ({ properties: { type: value }, required: ["type"] });

const fixed: readonly [name: string, given: unknown, pointer: string, want: unknown][] = [
  ["a constant", tagged({ const: "a" }), "/type", ["a"]],
  ["an enumeration", tagged({ enum: ["a", "b"] }), "/type", ["a", "b"]],
  ["through a reference", { ...tagged({ $ref: "#/$defs/t" }), $defs: { t: { const: "a" } } }, "/type", ["a"]],
  ["the narrower of a conjunction", { allOf: [tagged({ enum: ["a", "b"] }), tagged({ const: "b" })] }, "/type", ["b"]],
  ["at a greater depth", { properties: { context: tagged({ const: "a" }) } }, "/context/type", ["a"]],
  ["in a list", { prefixItems: [{}, { const: "a" }] }, "/1", ["a"]],
  ["a union whose branches agree", { oneOf: [tagged({ const: "a" }), tagged({ const: "a" })] }, "/type", ["a"]],
  ["a union whose branches differ", { oneOf: [tagged({ const: "a" }), tagged({ const: "b" })] }, "/type", undefined],
  ["an open string", tagged({ type: "string" }), "/type", undefined],
  ["a schema that contains itself", { allOf: [{ $ref: "#" }, tagged({ const: "a" })] }, "/type", ["a"]],
];

describe("the values that a schema fixes:", () => {
  test.each(fixed)("%s", (_name, given, pointer, want) => {
    expect(fixedValues(schemaOf(given).schema, pointer)).toEqual(want);
  });
});

describe("a tag is required", () => {
  test.each([
    ["by its object", tagged({ const: "a" }), "/type", true],
    ["by another part", { allOf: [{ required: ["type"] }, { properties: { type: { const: "a" } } }] }, "/type", true],
    ["at each level", { properties: { context: tagged({ const: "a" }) }, required: ["context"] }, "/context/type", true],
    [
      "at each level, where one part requires what another declares",
      { allOf: [{ required: ["context"] }, { properties: { context: tagged({ const: "a" }) } }] },
      "/context/type",
      true,
    ],
    [
      "by all branches of a union, one level below what the union's schema requires",
      {
        required: ["context"],
        oneOf: [{ properties: { context: tagged({ const: "a" }) } }, { properties: { context: tagged({ const: "b" }) } }],
      },
      "/context/type",
      true,
    ],
    ["but not by a schema that contains itself", { allOf: [{ anyOf: [{ $ref: "#" }, {}] }] }, "/type", false],
    ["but not if a level is optional", { properties: { context: tagged({ const: "a" }) } }, "/context/type", false],
    ["by all branches of a union", { anyOf: [{ required: ["type"] }, { required: ["type"] }] }, "/type", true],
    ["but not by one branch", { anyOf: [{ required: ["type"] }, {}] }, "/type", false],
  ])("%s", (_name, given, pointer, want) => {
    expect(requiresPointer(schemaOf(given).schema, pointer)).toBe(want);
  });
});
