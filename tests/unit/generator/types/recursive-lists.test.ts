import { expect, test } from "vitest";
import { printType } from "../../../../generator/types/print-type.js";
import type { TypeNode } from "../../../../generator/types/type-node.js";
import { schemaOf } from "../../../helpers/schema-of.js";
import { strictErrors } from "../../../helpers/strict-tsc.js";

const string: TypeNode = { kind: "primitive", name: "string" };
const { schema } = schemaOf({});
const named = (name: string): TypeNode => ({ kind: "name", name, schema });

/** Returns lists of all forms around types, and unions of such a list with an object. */
function listsOf(types: readonly TypeNode[]): readonly TypeNode[] {
  return types.flatMap((type): readonly TypeNode[] => {
    const tuple = (items: readonly TypeNode[], required: number, rest?: TypeNode): TypeNode => ({ kind: "tuple", items, required, rest });
    const lists = [
      { kind: "array" as const, item: type },
      tuple([type], 1),
      tuple([type], 0),
      tuple([string, type], 1, string),
      tuple([string], 1, type),
      tuple([type], 0, type),
    ];
    return [...lists, { kind: "union", members: [{ kind: "array", item: type }, emptyObject] }];
  });
}

const emptyObject: TypeNode = { kind: "object", properties: new Map(), required: new Set(), index: string };

/** Types that lead to the declared type `T` through one, two or three lists. */
function recursiveTypes(): readonly TypeNode[] {
  const own = named("T");
  const once = listsOf([own, { kind: "union", members: [string, own] }, { kind: "intersection", members: [emptyObject, own] }]);
  const both = once.map((list): TypeNode => ({ kind: "union", members: [own, list] }));
  const twice = listsOf([...once, ...both]);
  return [...once, ...twice, ...listsOf(twice)];
}

/** Returns the declaration of a type, in which `T` becomes another name. */
function declaration(name: string, node: TypeNode, other: string): string {
  return `export type ${name} = ${printType(node).replaceAll(/\bT\b/g, other)};`;
}

test("TypeScript compiles each type that refers to itself only through lists", () => {
  const lines = recursiveTypes().flatMap((node, index) => [
    declaration(`Plain${index}`, node, `Plain${index}`),
    declaration(`Union${index}`, { kind: "union", members: [string, node] }, `Union${index}`),
  ]);
  expect(lines.length).toBeGreaterThan(2000);
  expect(strictErrors({ "types.ts": lines.join("\n") })).toBe("");
});

test("TypeScript compiles each pair of types that refer to each other only through lists", () => {
  const lines = recursiveTypes().flatMap((node, index) => {
    const other: TypeNode = index % 2 === 0 ? { kind: "union", members: [string, named("T")] } : named("T");
    const pair = [declaration(`List${index}`, node, `Other${index}`), declaration(`Other${index}`, other, `List${index}`)];
    return index % 3 === 0 ? pair.toReversed() : pair;
  });
  expect(strictErrors({ "types.ts": lines.join("\n") })).toBe("");
});
