import { describe, expect, test } from "vitest";
import { compareEvents } from "../../../../../generator/evolution/change/compare-events.js";
import { eventSchema } from "../../../../helpers/protocol-folder.js";
import { eventOf } from "../../../../helpers/event-of.js";

function changesOf(before: unknown, after: unknown): string[] {
  return compareEvents(eventOf(before), eventOf(after), "server").map(({ kind, path, sentence }) => `${kind} ${path} ${sentence}`);
}

const tool = { type: "object", properties: { kind: { const: "tool" }, name: { type: "string" } }, required: ["kind", "name"] };
const text = { type: "object", properties: { kind: { const: "text" }, body: { type: "string" } }, required: ["kind"] };
const tree = {
  ...eventSchema("state", { root: { $ref: "#/$defs/node" } }),
  $defs: { node: { type: "object", properties: { id: { type: "string" }, kids: { type: "array", items: { $ref: "#/$defs/node" } } } } },
};

const refactorings: readonly [name: string, before: unknown, after: unknown][] = [
  [
    "a definition is inlined",
    { ...eventSchema("state", { a: { $ref: "#/$defs/x" } }), $defs: { x: { enum: ["p", "q"] } } },
    eventSchema("state", { a: { enum: ["q", "p"] } }),
  ],
  [
    "allOf around everything",
    eventSchema("state", { a: { type: "string" } }, ["a"]),
    { allOf: [eventSchema("state", {}), { type: "object", properties: { a: { type: "string", description: "x" } }, required: ["a"] }] },
  ],
  [
    "the branches of a union in another order",
    eventSchema("state", { a: { oneOf: [tool, text] } }),
    eventSchema("state", { a: { anyOf: [text, tool] } }),
  ],
  [
    "null as a type or as a branch",
    eventSchema("state", { a: { type: ["string", "null"] } }),
    eventSchema("state", { a: { anyOf: [{ type: "null" }, { type: "string" }] } }),
  ],
  [
    "an enumeration as constants",
    eventSchema("state", { a: { enum: ["x", "y"] } }),
    eventSchema("state", { a: { oneOf: [{ const: "y", title: "Y" }, { const: "x" }] } }),
  ],
  [
    "a recursive definition, unrolled once",
    tree,
    {
      ...tree,
      $defs: {
        node: {
          ...tree.$defs.node,
          properties: {
            id: { type: "string" },
            kids: {
              type: "array",
              items: { type: "object", properties: { kids: { type: "array", items: { $ref: "#/$defs/node" } }, id: { type: "string" } } },
            },
          },
        },
      },
    },
  ],
  [
    "closed by unevaluatedProperties",
    { ...eventSchema("state", { a: {} }), additionalProperties: false },
    { allOf: [eventSchema("state", { a: {} })], unevaluatedProperties: false },
  ],
  [
    "keywords without effect",
    eventSchema("state", { a: { type: "string" } }),
    { ...eventSchema("state", { a: { type: "string", minLength: 0, maximum: 3 } }), additionalProperties: true },
  ],
  [
    "multiples of two numbers, in another order",
    eventSchema("state", { a: { type: "integer", allOf: [{ multipleOf: 4 }, { multipleOf: 6 }] } }),
    eventSchema("state", { a: { type: "integer", allOf: [{ multipleOf: 6 }, { multipleOf: 4 }] } }),
  ],
  [
    "multiples of two numbers, as multiples of both",
    eventSchema("state", { a: { type: "integer", multipleOf: 4, allOf: [{ multipleOf: 6 }] } }),
    eventSchema("state", { a: { type: "integer", multipleOf: 12 } }),
  ],
  [
    "multiples of two fractions, in another order",
    eventSchema("state", { a: { type: "number", allOf: [{ multipleOf: 0.75 }, { multipleOf: 0.5 }] } }),
    eventSchema("state", { a: { type: "number", allOf: [{ multipleOf: 0.5 }, { multipleOf: 0.75 }] } }),
  ],
  [
    "above 0, and at least 1, for whole numbers",
    eventSchema("state", { a: { type: "integer", minimum: 1 } }),
    eventSchema("state", { a: { type: "integer", exclusiveMinimum: 0 } }),
  ],
];

describe("this is no change:", () => {
  test.each(refactorings)("%s", (_name, before, after) => {
    expect(changesOf(before, after)).toEqual([]);
    expect(changesOf(after, before)).toEqual([]);
  });
});

const property = (schema: unknown, required: readonly string[] = []): object => eventSchema("state", { a: schema }, required);

const changes: readonly [name: string, before: unknown, after: unknown, want: readonly string[]][] = [
  [
    "a required field is added",
    eventSchema("state"),
    property({ type: "string" }, ["a"]),
    ['FIELD_REQUIRED_ADDED /a server event "state" now requires "a".'],
  ],
  [
    "an optional field is removed",
    property({ type: "string" }),
    eventSchema("state"),
    ['FIELD_OPTIONAL_REMOVED /a server event "state" no longer has "a", which was optional.'],
  ],
  [
    "an optional field becomes required",
    property({}),
    property({}, ["a"]),
    ['FIELD_BECAME_REQUIRED /a server event "state" now requires "a", which was optional.'],
  ],
  [
    "a field is renamed",
    property({ type: "string" }, ["a"]),
    eventSchema("state", { b: { type: "string" } }, ["b"]),
    ['FIELD_REQUIRED_RENAMED /b server event "state" has "b" instead of "a".'],
  ],
  [
    "a value is added to an enumeration",
    property({ enum: ["x"] }),
    property({ enum: ["x", "y"] }),
    ['ENUM_VALUE_ADDED /a server event "state" can now carry a "y".'],
  ],
  [
    "a string becomes an enumeration",
    property({ type: "string" }),
    property({ enum: ["x", "y"] }),
    ['ENUM_ADDED /a server event "state" now carries only "x" | "y" as "a", which was a string.'],
  ],
  [
    "null is allowed",
    property({ type: "string" }),
    property({ anyOf: [{ type: "string" }, { type: "null" }] }),
    ['NULL_ADDED /a server event "state" can now carry "a" as null.'],
  ],
  [
    "a whole number becomes a number",
    property({ type: "integer" }),
    property({ type: "number" }),
    ['INTEGER_BECAME_NUMBER /a server event "state" now carries a number as "a", which was a whole number.'],
  ],
  [
    "a value becomes a list",
    property({ type: "string" }),
    property({ type: "array", items: { type: "string" } }),
    ['SCALAR_BECAME_ARRAY /a server event "state" now carries a list as "a", which was a string.'],
  ],
  [
    "a branch is added to a tagged union",
    property({ oneOf: [tool] }),
    property({ oneOf: [text, tool] }),
    ['UNION_BRANCH_ADDED /a server event "state" can now carry an object with "kind" "text" as "a".'],
  ],
  [
    "something changes in a recursive definition",
    tree,
    { ...tree, $defs: { node: { ...tree.$defs.node, required: ["id"] } } },
    ['FIELD_BECAME_REQUIRED /root/id server event "state" now requires /root/id, which was optional.'],
  ],
  [
    "a condition is added",
    property({}),
    { ...property({}), if: { required: ["a"] }, then: { properties: { a: { type: "string" } } } },
    ['CONDITION_ADDED  server event "state" now has a condition (if) in the message.'],
  ],
  [
    "a forbidden value changes",
    property({ not: { const: 1 } }),
    property({ not: { const: 2 } }),
    ['CONSTRAINT_CHANGED /a server event "state" has another condition (not) in "a".'],
  ],
  [
    "the object is closed",
    property({}),
    { ...property({}), additionalProperties: false },
    ['OBJECT_CLOSED  server event "state" no longer allows undeclared fields in the message.'],
  ],
  [
    "a required field gets a declaration",
    { ...eventSchema("state", {}, ["a"]), additionalProperties: { enum: ["state", "x"] } },
    { ...property({}, ["a"]), additionalProperties: { enum: ["state", "x"] } },
    ['ENUM_REMOVED /a server event "state" can now carry any value as "a", which was one of "state" | "x".'],
  ],
  [
    "a required field that no message could have is declared",
    { ...eventSchema("state", {}, ["a"]), additionalProperties: false },
    { ...property({}, ["a"]), additionalProperties: false },
    ['FIELD_REQUIRED_ADDED /a server event "state" now requires "a".'],
  ],
  [
    "a bound is tightened",
    property({ type: "string" }),
    property({ type: "string", minLength: 1 }),
    ['BOUND_TIGHTENED /a server event "state" requires at least 1 character in "a".'],
  ],
];

describe("this change is named:", () => {
  test.each(changes)("%s", (_name, before, after, want) => {
    expect(changesOf(before, after)).toEqual(want);
  });
});

test("a part that begins to evaluate every field is named beside unevaluatedProperties", () => {
  const object = (part: object): object => ({ type: "object", unevaluatedProperties: { type: "string" }, oneOf: [part] });
  const closed = (part: object): object => ({ type: "object", unevaluatedProperties: false, allOf: [part] });
  expect(changesOf(object({}), object({ additionalProperties: true }))).not.toEqual([]);
  expect(changesOf(closed({ properties: { a: {} } }), closed({ properties: { a: {} }, additionalProperties: true }))).not.toEqual([]);
});

test("a branch that begins to evaluate everything is named beside unevaluated schemas", () => {
  const isA = { properties: { kind: { const: "a" } }, required: ["kind"] };
  const fields = (then: object): object => ({ type: "object", unevaluatedProperties: { type: "string" }, if: isA, then });
  expect(changesOf(fields({}), fields({ additionalProperties: true }))).toEqual([
    expect.stringContaining("now has a condition (unevaluatedProperties)"),
  ]);
  const items = (second: object): object => ({
    unevaluatedItems: { type: "string" },
    anyOf: [{ minItems: 1 }, { maxItems: 1, ...second }],
  });
  expect(changesOf(items({}), items({ items: true }))).toEqual([expect.stringContaining("now has a condition (unevaluatedItems)")]);
  const closed = (second: object): object => ({
    type: "object",
    unevaluatedProperties: false,
    oneOf: [
      { required: ["a"], additionalProperties: true },
      { required: ["b"], ...second },
    ],
  });
  expect(changesOf(closed({}), closed({ additionalProperties: true }))).toEqual([
    expect.stringContaining("has another condition (unevaluatedProperties)"),
  ]);
});

test('a change of an item is named although "unevaluatedItems": false stands beside the only branch that declares it', () => {
  const list = (type: string): object => ({ type: "array", unevaluatedItems: false, oneOf: [{ prefixItems: [{ type }] }] });
  expect(changesOf(list("string"), list("number"))).toEqual([expect.stringMatching(/^TYPE_CHANGED \/0 /)]);
});

test('a change of items is named although "unevaluatedItems": false stands beside the branch that declares them', () => {
  const list = (items: unknown): object => ({ type: "array", unevaluatedItems: false, anyOf: [{ type: ["array"], items }] });
  expect(changesOf(list({}), list({ required: ["c"] })).map((change) => change.split(" ").slice(0, 2).join(" "))).toEqual([
    "FIELD_BECAME_REQUIRED /*/c",
  ]);
});
