import { describe, expect, test } from "vitest";
import type { Json } from "../../../../generator/base/json.js";
import type { EventModel } from "../../../../generator/model/event-model.js";
import { envelope } from "../../../../generator/types/envelope.js";
import { knownNames } from "../../../../generator/types/known-names.js";
import { printType } from "../../../../generator/types/print-type.js";
import { tagTypeOf } from "../../../../generator/types/tag-type.js";
import { unknownNode } from "../../../../generator/types/type-node.js";
import type { TypeNode } from "../../../../generator/types/type-node.js";
import { TypeMaker } from "../../../../generator/types/type-of.js";
import { TypeView, indexOf, namesOf } from "../../../../generator/types/type-view.js";
import { modelOf } from "../../../helpers/model-of.js";
import { manifest } from "../../../helpers/protocol-folder.js";
import { schemaOf } from "../../../helpers/schema-of.js";

function event(given: unknown, more: Partial<EventModel>): EventModel {
  const { schema } = schemaOf(given);
  const own = { name: "a", typeName: "A", schema, tags: undefined, at: "", tagsInSchema: true, location: schema.location };
  return { ...own, ...more };
}
const tags = (at: string, ...values: readonly Json[]): EventModel["tags"] => new Map([[at, values]]);

const object = (properties: object, ...required: readonly string[]): object => ({ type: "object", properties, required });

describe("the type of a tag is", () => {
  test.each<[want: string, title: string, given: unknown, at: string, values: readonly Json[]]>([
    ["required", "a required constant", object({ type: { const: "a" } }, "type"), "/type", ["a"]],
    ["optional", "an optional constant", object({ type: { const: "a" } }), "/type", ["a"]],
    ["required", "one of several", object({ type: { enum: ["a", "b"] } }, "type"), "/type", ["b", "a"]],
    ["unknown", "one of more values than tags", object({ type: { enum: ["a", "b"] } }, "type"), "/type", ["a"]],
    ["unknown", "another value", object({ type: { const: "b" } }, "type"), "/type", ["a"]],
    ["unknown", "any text", object({ type: { type: "string" } }, "type"), "/type", ["a"]],
    ["unknown", "no property of the type", object({ n: {} }, "n"), "/type", ["a"]],
    ["required", "in an object inside", object({ in: object({ type: { const: "a" } }, "type") }, "in"), "/in/type", ["a"]],
    ["optional", "optional in an object inside", object({ in: object({ type: { const: "a" } }) }, "in"), "/in/type", ["a"]],
    ["unknown", "inside of an object that may be absent", object({ in: object({ type: { const: "a" } }, "type") }), "/in/type", ["a"]],
    ["required", "an item", { type: "array", prefixItems: [{}, { const: "a" }], minItems: 2 }, "/1", ["a"]],
    ["optional", "an item that may be absent", { type: "array", prefixItems: [{}, { const: "a" }], minItems: 1 }, "/1", ["a"]],
    ["unknown", "no item of the type", { type: "array", prefixItems: [{ const: "a" }], minItems: 1 }, "/1", ["a"]],
    ["unknown", "a name in a list", { type: "array", prefixItems: [{ const: "a" }], minItems: 1 }, "/x", ["a"]],
    ["unknown", "an item of a list without places", { type: "array", items: { const: "a" }, minItems: 1 }, "/0", ["a"]],
    ["unknown", "in a text", { type: "string" }, "/0", ["a"]],
    ["unknown", "in a type without values", object({ type: { const: "a" }, n: false }, "type", "n"), "/n", ["a"]],
    [
      "required",
      "in each member of a union",
      { anyOf: [object({ type: { const: "a" } }, "type"), object({ type: { const: "b" }, n: {} }, "type")] },
      "/type",
      ["a", "b"],
    ],
    [
      "optional",
      "required in one member of a union",
      { anyOf: [object({ type: { const: "a" } }, "type"), object({ type: { const: "b" } })] },
      "/type",
      ["a", "b"],
    ],
    [
      "unknown",
      "in one member of a union only",
      { anyOf: [object({ type: { const: "a" } }, "type"), object({ n: {} }, "n")] },
      "/type",
      ["a"],
    ],
  ])("%s: %s", (want, _title, given, at, values) => {
    const types = new TypeMaker(() => undefined);
    const model = event(given, { tags: tags(at, ...values) });
    expect(tagTypeOf(types, model, at)).toBe(want);
    expect(tagTypeOf(types, model, at)).toBe(want);
    expect(tagTypeOf(types, model, "/another")).toBe("unknown");
  });

  test("unknown for a tag out of band, and for an event without tags", () => {
    const types = new TypeMaker(() => undefined);
    expect(tagTypeOf(types, event(object({ "@type": { const: "a" } }, "@type"), { tags: tags("@type", "a") }), "@type")).toBe("unknown");
    expect(tagTypeOf(types, event(object({ type: { const: "a" } }, "type"), {}), "/type")).toBe("unknown");
  });
});

describe("the type of an event's message", () => {
  const text: TypeNode = { kind: "primitive", name: "string" };
  const printed = (more: Partial<EventModel>): string => printType(envelope(event({ type: "string" }, more), text));

  test("is the type of its schema if the schema describes the whole message", () => {
    expect(printed({})).toBe("string");
    expect(printed({ at: "/data" })).toBe("{\n  readonly data: string;\n}");
    expect(printed({ at: "/2" })).toBe("readonly [unknown, unknown, string, ...unknown[]]");
    expect(printed({ at: "/a/0" })).toBe("{\n  readonly a: readonly [string, ...unknown[]];\n}");
  });

  test("has the tags outside of the schema, but none that is in it or out of band", () => {
    expect(printed({ at: "/data", tags: tags("/type", "a", "b"), tagsInSchema: false })).toBe(
      '{\n  readonly type: "a" | "b";\n  readonly data: string;\n}',
    );
    expect(printed({ at: "/data", tags: tags("/type", "a"), tagsInSchema: true })).toBe("{\n  readonly data: string;\n}");
    expect(printed({ at: "/data", tags: tags("@type", "a"), tagsInSchema: false })).toBe("{\n  readonly data: string;\n}");
  });
});

describe("the members of a type", () => {
  const membersOf = (given: unknown): readonly string[] => {
    const view = new TypeView(() => undefined);
    return view.members(view.declared(schemaOf(given).schema)).map((member) => printType(member));
  };

  test("are the members of its unions and of the types that it names", () => {
    expect(membersOf(false)).toEqual([]);
    expect(membersOf({ type: "string" })).toEqual(["string"]);
    expect(membersOf({ anyOf: [{ type: "string" }, { enum: [1, 2] }] })).toEqual(["string", "1", "2"]);
  });

  test("are all combinations of the unions of an intersection, up to 4,096", () => {
    const view = new TypeView(() => undefined);
    const union = (letter: string, count: number): TypeNode => ({
      kind: "union",
      members: Array.from({ length: count }, (_, index) => {
        const properties = new Map([[`${letter}${index}`, { type: unknownNode, schemas: [] }]]);
        return { kind: "object", properties, required: new Set<string>(), index: undefined } satisfies TypeNode;
      }),
    });
    const both = (...members: readonly TypeNode[]): TypeNode => ({ kind: "intersection", members });
    expect(view.members(both(union("a", 2), union("b", 2)))).toMatchObject([
      {
        properties: new Map([
          ["a0", {}],
          ["b0", {}],
        ]),
      },
      {
        properties: new Map([
          ["a0", {}],
          ["b1", {}],
        ]),
      },
      {
        properties: new Map([
          ["a1", {}],
          ["b0", {}],
        ]),
      },
      {
        properties: new Map([
          ["a1", {}],
          ["b1", {}],
        ]),
      },
    ]);
    expect(view.members(both(union("a", 64), union("b", 64)))).toHaveLength(4_096);
    expect(view.members(both(union("a", 17), union("b", 241)))).toEqual([unknownNode]);
  });

  test("of other strings are all strings, unless the list is open", () => {
    const view = new TypeView(() => undefined);
    expect(view.members({ kind: "other", isOpen: false })).toEqual([{ kind: "primitive", name: "string" }]);
    expect(view.members({ kind: "other", isOpen: true })).toEqual([{ kind: "other", isOpen: true }]);
  });

  test("of a type that is defined as itself are none", () => {
    const view = new TypeView((schema) => (schema.location.pointer === "" ? "Root" : undefined));
    expect(view.members(view.declared(schemaOf({ anyOf: [{ $ref: "#" }, { type: "string" }] }).schema))).toEqual([
      { kind: "primitive", name: "string" },
    ]);
  });

  test("of a declared type are the same each time that a type names it", () => {
    const view = new TypeView(() => undefined);
    const { schema } = schemaOf({ type: "string" });
    const named = (): TypeNode => ({ kind: "name", name: "A", schema });
    expect([view.members(named()), view.members(named())]).toEqual([view.members(named()), [{ kind: "primitive", name: "string" }]]);
  });

  test("give the values of a literal or of a union of literals only", () => {
    const view = new TypeView(() => undefined);
    const literals = (given: unknown): readonly Json[] | undefined => view.literals(view.declared(schemaOf(given).schema));
    expect(literals({ enum: ["a", 1] })).toEqual(["a", 1]);
    expect(literals({ anyOf: [{ const: "a" }, { type: "number" }] })).toBeUndefined();
    expect(literals(false)).toBeUndefined();
    const type = view.declared(schemaOf({ const: "a" }).schema);
    expect([view.literals(type), view.literals(type)]).toEqual([["a"], ["a"]]);
  });
});

test("an object with declared properties can have any undeclared ones, and names each of its properties once", () => {
  const text: TypeNode = { kind: "primitive", name: "string" };
  const properties = new Map([["a", { type: text, schemas: [] }]]);
  const required = new Set(["a", "b"]);
  expect(indexOf({ kind: "object", properties, required, index: text })).toEqual(unknownNode);
  expect(indexOf({ kind: "object", properties, required, index: undefined })).toBeUndefined();
  expect(indexOf({ kind: "object", properties: new Map(), required, index: text })).toEqual(text);
  expect(namesOf({ kind: "object", properties, required, index: undefined })).toEqual(["a", "b"]);
});

test("the listed values of an open enum have a name that no other type has", () => {
  const definitions = {
    A: {
      type: "object",
      properties: { type: { const: "a" }, s: { $ref: "#/$defs/Status" }, k: { $ref: "#/$defs/KnownStatus" } },
      required: ["type"],
    },
    Status: { anyOf: [{ enum: ["on", "off"] }, { type: "string" }], "x-open": true },
    KnownStatus: { type: "string" },
  };
  const { model, text } = modelOf({
    "protocol.json": manifest({ discriminator: "/type", server: [{ ref: "schemas.json#/$defs/A" }] }),
    "schemas.json": { $defs: definitions },
  });
  if (model === undefined) throw new Error(text);
  expect([...knownNames(model).values()]).toEqual(["KnownStatusValue"]);
});
