import { expect, test } from "vitest";
import { printType, propertyAccess, propertyKey } from "../../../../generator/types/print-type.js";
import type { TypeNode } from "../../../../generator/types/type-node.js";
import { schemaOf } from "../../../helpers/schema-of.js";

const string: TypeNode = { kind: "primitive", name: "string" };
const named = (name: string): TypeNode => ({ kind: "name", name, schema: schemaOf({}).schema });
const union = (...members: readonly TypeNode[]): TypeNode => ({ kind: "union", members });
const both = (...members: readonly TypeNode[]): TypeNode => ({ kind: "intersection", members });
const array = (item: TypeNode): TypeNode => ({ kind: "array", item });
const [a, b, c] = [named("A"), named("B"), named("C")];

test.each<[title: string, node: TypeNode, want: string]>([
  ["other strings of an open list", { kind: "other", isOpen: true }, "OtherValue<string>"],
  ["other strings", { kind: "other", isOpen: false }, "(string & {})"],
  ["a literal text", { kind: "literal", value: 'a"' }, '"a\\""'],
  ["a union", union(a, both(b, c)), "A | (B & C)"],
  ["a union within a union", union(a, union(b, c)), "A | (B | C)"],
  ["an intersection", both(a, union(b, c)), "A & (B | C)"],
  ["an intersection within an intersection", both(a, both(b, c)), "A & (B & C)"],
  ["a list of an intersection", array(both(a, b)), "readonly (A & B)[]"],
  ["a list of a tuple", array({ kind: "tuple", items: [a], required: 1, rest: undefined }), "readonly (readonly [A])[]"],
  [
    "optional items",
    { kind: "tuple", items: [a, union(b, c), array(a)], required: 0, rest: undefined },
    "readonly [A?, (B | C)?, (readonly A[])?]",
  ],
  [
    "optional items of which only a list names a type",
    { kind: "tuple", items: [string, string, array(a)], required: 1, rest: undefined },
    "readonly [item1: string, item2?: string, item3?: readonly A[]]",
  ],
  [
    "optional items that are lists",
    { kind: "tuple", items: [array(string)], required: 0, rest: undefined },
    "readonly [(readonly string[])?]",
  ],
  ["more items of a union", { kind: "tuple", items: [a], required: 1, rest: union(b, c) }, "readonly [A, ...(B | C)[]]"],
  ["more items that are lists", { kind: "tuple", items: [], required: 0, rest: array(a) }, "readonly [...rest: (readonly A[])[]]"],
  ["no properties", { kind: "object", properties: new Map(), required: new Set(), index: undefined }, "{}"],
])("%s", (_title, node, want) => {
  expect(printType(node)).toBe(want);
});

test("a union stands on one line if it and its indent leave 20 of 100 characters", () => {
  const wide = (length: number): TypeNode => union(named("A".repeat(length - 4)), b);
  expect(printType(wide(80))).toBe(`${"A".repeat(76)} | B`);
  expect(printType(wide(81))).toBe(`\n  | ${"A".repeat(77)}\n  | B`);
  expect(printType(wide(76), 4)).toBe(`${"A".repeat(72)} | B`);
  expect(printType(wide(77), 4)).toBe(`\n      | ${"A".repeat(73)}\n      | B`);
});

test("the lines inside a type are indented by two more spaces", () => {
  const object = (type: TypeNode, required: readonly string[], index?: TypeNode): TypeNode => ({
    kind: "object",
    properties: new Map([["p", { type, schemas: [schemaOf({ description: "Text" }).schema] }]]),
    required: new Set(required),
    index,
  });
  const inner = object(string, ["q", "p"], string);
  const own = "    /** Text */\n    readonly p: string;\n    readonly q: string;\n    readonly [key: string]: unknown;\n  }";
  expect(printType(object(inner, []))).toBe(`{\n  /** Text */\n  readonly p?: {\n${own};\n}`);
  expect(printType(union(inner, a))).toBe(`\n  | {\n${own}\n  | A`);
});

test("a map stands on one line, also inside of a type", () => {
  const map = (index: TypeNode): TypeNode => ({ kind: "object", properties: new Map(), required: new Set(), index });
  expect(printType(map(map(string)))).toBe("{ readonly [key: string]: { readonly [key: string]: string } }");
  const properties = new Map([["a", { type: string, schemas: [] }]]);
  const object: TypeNode = { kind: "object", properties, required: new Set(), index: undefined };
  expect(printType(map(object))).toBe("{ readonly [key: string]: {\n    readonly a?: string;\n  } }");
});

test("the name of a property has quotes only if it needs them", () => {
  expect(["a_$1", "1a", "a-b", "__proto__", "ä"].map(propertyKey)).toEqual(["a_$1", '"1a"', '"a-b"', '"__proto__"', '"ä"']);
  expect(["a", "a-b"].map(propertyAccess)).toEqual([".a", '["a-b"]']);
});
