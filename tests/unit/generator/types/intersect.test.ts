import { describe, expect, test } from "vitest";
import type { Schema } from "../../../../generator/schema/schema.js";
import { intersect } from "../../../../generator/types/intersect.js";
import type { Expand } from "../../../../generator/types/intersect.js";
import { neverNode, unionOf, unknownNode } from "../../../../generator/types/type-node.js";
import type { ArrayNode, ObjectNode, TupleNode, TypeNode } from "../../../../generator/types/type-node.js";
import { schemaOf } from "../../../helpers/schema-of.js";

const primitive = (name: "string" | "number" | "boolean" | "null"): TypeNode => ({ kind: "primitive", name });
const literal = (value: string | number | boolean | null): TypeNode => ({ kind: "literal", value });
const [string, number] = [primitive("string"), primitive("number")];
const other = (isOpen: boolean): TypeNode => ({ kind: "other", isOpen });
const array = (item: TypeNode): ArrayNode => ({ kind: "array", item });
const tuple = (items: readonly TypeNode[], required: number, rest?: TypeNode): TupleNode => ({ kind: "tuple", items, required, rest });
const both = (...members: readonly TypeNode[]): TypeNode => ({ kind: "intersection", members });

function object(properties: Readonly<Record<string, TypeNode>>, required: readonly string[] = [], index?: TypeNode): ObjectNode {
  const declared = Object.entries(properties).map(([name, type]) => [name, { type, schemas: [] }] as const);
  return { kind: "object", properties: new Map(declared), required: new Set(required), index };
}
const implied = <Node extends ObjectNode | ArrayNode | TupleNode>(node: Node): Node => ({ ...node, isImplied: true });
const anyObject = object({}, [], unknownNode);

/** A declared type, and the structure of each declared type. A type without a structure is being made. */
const structures = new Map<Schema, TypeNode>();
function named(name: string, structure?: TypeNode): TypeNode {
  const { schema } = schemaOf({ title: name });
  if (structure !== undefined) structures.set(schema, structure);
  return { kind: "name", name, schema };
}
const expand: Expand = ({ schema }) => structures.get(schema);
const letters = named("Letters", unionOf([literal("x"), literal("y")]));
const [pair, text, open] = [named("Pair", object({ a: string, b: number })), named("Text", string), named("Open")];

const cases: readonly [title: string, a: TypeNode, b: TypeNode, want: TypeNode][] = [
  ["anything and a type", unknownNode, string, string],
  ["never and a type", neverNode, string, neverNode],
  ["never and an intersection", neverNode, both(open, text), neverNode],
  ["a type and itself", string, string, string],
  ["two types of plain values", string, number, neverNode],
  ["a literal and its type", literal("a"), string, literal("a")],
  ["a literal and another type", literal("a"), number, neverNode],
  ["null as a literal and as a type", literal(null), primitive("null"), literal(null)],
  ["a literal of null and objects", literal(null), object({ a: string }), neverNode],
  ["two literals", literal("a"), literal("b"), neverNode],
  ["other strings and a literal string", other(true), literal("a"), literal("a")],
  ["other strings and a literal number", other(true), literal(1), neverNode],
  ["other strings and strings", other(false), string, other(false)],
  ["other strings and numbers", other(false), number, neverNode],
  ["other strings of two kinds", other(false), other(true), other(true)],
  ["other strings and a list", other(true), array(string), neverNode],
  ["two unions", unionOf([string, number]), unionOf([number, primitive("null")]), number],
  ["two lists", array(unionOf([string, number])), array(number), array(number)],
  ["a list and a tuple", array(string), tuple([unknownNode, literal("a")], 1, unknownNode), tuple([string, literal("a")], 1, string)],
  ["a list and a tuple without more items", array(string), tuple([unknownNode], 1), tuple([string], 1)],
  [
    "tuples of two lengths",
    tuple([string], 1, number),
    tuple([unknownNode, unknownNode], 0, unknownNode),
    tuple([string, number], 1, number),
  ],
  ["tuples of which one ends", tuple([string, number], 2), tuple([string], 0, unknownNode), tuple([string, number], 2)],
  ["tuples that both end", tuple([string], 1), tuple([string, number], 0), tuple([string, neverNode], 1)],
  ["a list and objects", array(string), object({ a: string }), neverNode],
  ["a tuple and objects", tuple([string], 1), object({ a: string }), neverNode],
  ["a tuple and strings", tuple([string], 1), string, neverNode],
  ["all objects and an object", anyObject, object({ a: string }), object({ a: string })],
  ["all objects and strings", anyObject, string, neverNode],
  ["all objects and a declared object", anyObject, pair, pair],
  [
    "an object that requires a property is not all objects",
    object({}, ["a"], unknownNode),
    object({ b: string }),
    object({ b: string }, ["a"], unknownNode),
  ],
  [
    "an object with one property is not all objects",
    object({ a: string }, [], unknownNode),
    object({ a: literal("x") }),
    object({ a: literal("x") }, [], unknownNode),
  ],
  ["objects with other properties", object({ a: string }, ["a"]), object({ b: number }), object({ a: string, b: number }, ["a"])],
  ["objects with one property of two types", object({ a: string }), object({ a: literal("x") }, ["a"]), object({ a: literal("x") }, ["a"])],
  ["objects whose required property has no value", object({ a: string }, ["a"]), object({ a: number }), neverNode],
  ["objects whose optional property has no value", object({ a: string }), object({ a: number }), object({ a: neverNode })],
  ["two maps", object({}, [], unionOf([string, number])), object({}, [], number), object({}, [], number)],
  ["a map and an object", object({}, [], string), object({ a: string }), object({ a: string }, [], string)],
  ["a declared object and an object", pair, object({ c: string }), object({ a: string, b: number, c: string })],
  ["a declared object and a part of it", object({ a: string }), pair, object({ a: string, b: number })],
  ["a declared type and a wider one", letters, unionOf([string, number]), letters],
  ["a declared type and a wider plain type", letters, string, letters],
  ["a declared type and a narrower one", text, literal("x"), literal("x")],
  ["a declared type that is being made", open, object({ a: string }), both(open, object({ a: string }))],
  ["an intersection and a member of it", both(open, object({ a: string })), open, both(open, object({ a: string }))],
  ["an intersection and an object", both(open, text), object({ a: string }), both(open, text, object({ a: string }))],
  ["two intersections", both(open, text), both(text, pair), both(open, text, pair)],
];

describe("the values that belong to both types", () => {
  test.each(cases)("%s", (_title, a, b, want) => {
    expect(intersect(a, b, expand)).toEqual(want);
  });

  test.each(cases.filter(([, , , want]) => want.kind !== "intersection" && want.kind !== "object"))(
    "%s, in the other order",
    (_title, a, b, want) => {
      expect(intersect(b, a, expand)).toEqual(want);
    },
  );
});

const soft = implied(object({ a: string }));
const [softOther, softMore] = [implied(object({ b: number })), implied(object({ c: string }))];
const softList = implied(array(string));

describe("a type that only keywords imply", () => {
  test.each<[title: string, a: TypeNode, b: TypeNode, want: TypeNode]>([
    ["leaves strings as they are", soft, string, string],
    ["leaves a list as it is", soft, array(number), array(number)],
    ["of a list leaves strings as they are", softList, string, string],
    ["of a list leaves an object as it is", softList, object({ a: string }), object({ a: string })],
    ["beside an object type is that object with more properties", soft, object({ b: number }), object({ a: string, b: number })],
    ["beside another implied object stays implied", soft, implied(object({ b: number })), implied(object({ a: string, b: number }))],
    ["beside an implied list is one of both", soft, softList, unionOf([soft, softList])],
    ["of a list beside another implied list stays implied", softList, implied(array(unknownNode)), implied(array(string))],
    ["of a list beside a list is no longer implied", softList, array(literal("x")), array(literal("x"))],
    ["of a tuple leaves strings as they are", implied(tuple([string], 0)), string, string],
    ["of several members leaves strings as they are", both(unionOf([soft, softOther]), softMore), string, string],
    ["beside the type of all objects is demanded", soft, anyObject, object({ a: string })],
    ["of all objects leaves an implied object as it is", implied(anyObject), soft, soft],
    ["of all objects leaves strings as they are", implied(anyObject), string, string],
    ["beside the same type that is demanded is demanded", soft, object({ a: string }), object({ a: string })],
  ])("%s", (_title, a, b, want) => {
    expect(intersect(a, b, expand)).toEqual(want);
    if (want.kind !== "object" && want.kind !== "union") expect(intersect(b, a, expand)).toEqual(want);
  });

  test("beside the same type that is demanded is demanded, in the other order too", () => {
    expect(intersect(object({ a: string }), soft, expand)).toEqual(object({ a: string }));
    expect(intersect(anyObject, soft, expand)).toEqual(object({ a: string }));
  });
});

describe("a union with objects beside an object", () => {
  const [x, y] = [object({ x: literal(1) }, ["x"]), object({ y: literal(2) }, ["y"])];

  test("is `&` of both", () => {
    expect(intersect(unionOf([x, y]), pair, expand)).toEqual(unionOf([intersect(x, pair, expand), intersect(y, pair, expand)]));
    expect(intersect(unionOf([x, y]), object({ a: string }), expand)).toEqual(both(unionOf([x, y]), object({ a: string })));
  });

  test("leaves out the members that have no value in common with the object", () => {
    const tagged = object({ x: literal(3) }, ["x"]);
    expect(intersect(unionOf([x, y]), tagged, expand)).toEqual(object({ y: literal(2), x: literal(3) }, ["y", "x"]));
    expect(intersect(unionOf([x, string]), tagged, expand)).toEqual(neverNode);
  });

  test("is the object alone if its members only require properties", () => {
    const refinements = unionOf([object({}, ["a"]), object({}, ["b"])]);
    expect(intersect(refinements, object({ a: string }), expand)).toEqual(object({ a: string }));
    const maps = unionOf([object({}, [], string), object({}, ["b"])]);
    expect(intersect(maps, object({ a: string }), expand)).toEqual(both(maps, object({ a: string })));
  });

  test("keeps members that are no objects if the object is only implied", () => {
    const joined = object({ x: literal(1), a: string }, ["x"]);
    expect(intersect(unionOf([x, string]), soft, expand)).toEqual(unionOf([joined, string]));
    expect(intersect(unionOf([text, x]), soft, expand)).toEqual(unionOf([joined, text]));
    expect(intersect(unionOf([open, x]), soft, expand)).toEqual(both(unionOf([open, x]), soft));
  });

  test("is `&` of both if its members are intersections", () => {
    const members = unionOf([both(open, text), both(open, letters)]);
    expect(intersect(members, object({ a: string }), expand)).toEqual(both(members, object({ a: string })));
  });

  test("beside an intersection is `&` of both", () => {
    expect(intersect(unionOf([x, y]), both(open, pair), expand)).toEqual(both(unionOf([x, y]), open, pair));
  });
});
