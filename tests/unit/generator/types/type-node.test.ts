import { describe, expect, test } from "vitest";
import { neverNode, propertyOf, sameType, unionOf, unknownNode } from "../../../../generator/types/type-node.js";
import type { ObjectNode, TypeNode } from "../../../../generator/types/type-node.js";
import { schemaOf } from "../../../helpers/schema-of.js";

const primitive = (name: "string" | "number" | "boolean" | "null"): TypeNode => ({ kind: "primitive", name });
const literal = (value: string | number | boolean | null): TypeNode => ({ kind: "literal", value });
const [string, number] = [primitive("string"), primitive("number")];
const named = (name: string): TypeNode => ({ kind: "name", name, schema: schemaOf({}).schema });

function object(properties: Readonly<Record<string, TypeNode>>, required: readonly string[] = [], index?: TypeNode): ObjectNode {
  const declared = Object.entries(properties).map(([name, type]) => [name, { type, schemas: [] }] as const);
  return { kind: "object", properties: new Map(declared), required: new Set(required), index };
}

describe("a union", () => {
  test.each<[title: string, members: readonly TypeNode[], want: TypeNode]>([
    ["of nothing is never", [], neverNode],
    ["of never is never", [neverNode], neverNode],
    ["of one type is that type", [string, neverNode], string],
    ["with anything is anything", [string, unknownNode], unknownNode],
    ["has no member twice", [string, number, string], { kind: "union", members: [string, number] }],
    ["has no unions as members", [unionOf([string, number]), primitive("null")], unionOf([string, number, primitive("null")])],
    ["of a literal and its type is the type", [literal("a"), string], string],
    ["of a literal and another type has both", [literal(1), string], { kind: "union", members: [literal(1), string] }],
    ["of other strings and all strings is all strings", [{ kind: "other", isOpen: true }, string], string],
    [
      "of other strings and a listed string has both",
      [{ kind: "other", isOpen: true }, literal("a")],
      { kind: "union", members: [{ kind: "other", isOpen: true }, literal("a")] },
    ],
  ])("%s", (_title, members, want) => {
    expect(unionOf(members)).toEqual(want);
  });
});

describe("two types that are printed as different code are different:", () => {
  const different: readonly TypeNode[] = [
    unknownNode,
    neverNode,
    string,
    number,
    literal("1"),
    literal(1),
    literal(null),
    literal("null"),
    { kind: "other", isOpen: true },
    { kind: "other", isOpen: false },
    named("A"),
    named("B"),
    { kind: "array", item: string },
    { kind: "array", item: number },
    { kind: "tuple", items: [string], required: 1, rest: undefined },
    { kind: "tuple", items: [string], required: 0, rest: undefined },
    { kind: "tuple", items: [string], required: 1, rest: string },
    { kind: "tuple", items: [string], required: 1, rest: number },
    { kind: "tuple", items: [number], required: 1, rest: undefined },
    object({}),
    object({}, [], string),
    object({}, [], number),
    object({ a: string }),
    object({ a: number }),
    object({ a: string }, ["a"]),
    object({ b: string }),
    object({ a: string, b: string }),
    object({ '"a":primitive:string,"b"': string }),
    { kind: "union", members: [named("A"), named("B")] },
    { kind: "intersection", members: [named("A"), named("B")] },
    { kind: "intersection", members: [named("B"), named("A")] },
  ];

  test.each(different.map((node, index) => [`number ${index}, ${node.kind}`, node, index] as const))("%s", (_title, node, index) => {
    expect(different.flatMap((other, at) => (sameType(node, other) ? [at] : []))).toEqual([index]);
  });

  test("the order of required names, and the reason for the type, make no difference", () => {
    expect(sameType(object({}, ["a", "b"]), object({}, ["b", "a"]))).toBe(true);
    expect(sameType(object({}), { ...object({}), isImplied: true })).toBe(true);
  });
});

test("a property has its declared type, or if it is only required the type of undeclared ones", () => {
  expect(propertyOf(object({ a: string }), "a")).toEqual(string);
  expect(propertyOf(object({ a: string }, ["a"], number), "a")).toEqual(string);
  expect(propertyOf(object({}, ["a"], number), "a")).toEqual(number);
  expect(propertyOf(object({}, ["a"]), "a")).toEqual(unknownNode);
  expect(propertyOf(object({}, ["a"], number), "b")).toBeUndefined();
});

test("an optional property that every object inherits can have any value, and one with two underscores keeps its type", () => {
  expect(propertyOf(object({ toString: string }), "toString")).toEqual(unknownNode);
  expect(propertyOf(object({ toString: string }, ["toString"]), "toString")).toEqual(string);
  expect(propertyOf(object({ __defineGetter__: string }), "__defineGetter__")).toEqual(string);
});
