import { describe, expect, test } from "vitest";
import { eventSchema, manifest } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";
import { modelOf } from "../../../helpers/model-of.js";

const text = { type: "string" };
const item = { type: "object", properties: { id: text, size: { type: "number" } }, required: ["id"], additionalProperties: false };

/** A state with properties of every kind. */
const house = {
  type: "object",
  properties: {
    phase: { enum: ["open", "shut"], default: "open" },
    items: { type: "object", additionalProperties: { $ref: "#/$defs/item" } },
    notes: { type: "array", items: text, maxItems: 10 },
    owner: { oneOf: [{ type: "null" }, { $ref: "#/$defs/item" }] },
    bounded: { type: "object", additionalProperties: text, maxProperties: 3 },
    named: { type: "object", propertyNames: { maxLength: 3 }, additionalProperties: text },
    mixed: { type: "object", properties: { size: { type: "number" } }, additionalProperties: text },
    extra: { type: "object", properties: { text, must: text }, required: ["must"] },
  },
  required: ["phase", "items", "notes", "owner"],
  additionalProperties: false,
  $defs: { item },
};

const properties = { id: text, size: { type: "number" }, maybe: text, count: { type: "integer" }, node: item };

/** Makes a protocol of one event with an `x-state`. */
function protocol(
  state: unknown,
  parts: { readonly event?: object; readonly house?: object; readonly manifest?: object } = {},
): FolderContents {
  return {
    "protocol.json": manifest({ server: ["e.json"], state: "house.json", ...parts.manifest }),
    "e.json": { "x-state": state, ...eventSchema("e", properties, ["id", "node"]), additionalProperties: false, ...parts.event },
    "house.json": { ...house, ...parts.house },
  };
}

const step = (op: string, at: unknown, more: object = {}): object => ({ op, at, ...more });
const itemStep = step("set", "/items/{id}", { pick: ["id", "size"] });

const wrong: readonly [name: string, contents: FolderContents, want: string][] = [
  ["no object", protocol("set"), 'e.json:2:14 error STATE_STEP_INVALID: "x-state": a step is an object, got "set".'],
  ["an empty list", protocol([]), 'e.json:2:14 error STATE_STEP_INVALID: "x-state": an empty list changes nothing.'],
  [
    "an unknown op",
    protocol(step("mrege", "/items")),
    'e.json:3:11 error STATE_STEP_INVALID: "x-state": "op" is one of set, merge, remove, append, extend, got "mrege". Did you mean "merge"?',
  ],
  ["an unknown field", protocol(step("set", "/items", { form: "/x" })), 'a step has no field "form". Did you mean "from"?'],
  ["no pointer", protocol(step("set", "items")), '"at" is a JSON Pointer into the state, got "items". Begin "at" with "/"'],
  [
    "half a placeholder",
    protocol(step("set", "/items/x-{id}")),
    '"at" has the part "x-{id}", which mixes fixed text with a placeholder in braces.',
  ],
  [
    "two sources",
    protocol(step("set", "/phase", { from: "/id", value: "open" })),
    'e.json:6:5 error STATE_STEP_INVALID: "x-state": "from" and "value" both give the value to write.',
  ],
  ["a source of remove", protocol(step("remove", "/items/{id}", { value: 1 })), '"remove" writes nothing, so "value" has no meaning.'],
  [
    "append without limit",
    protocol(step("append", "/notes", { from: "/id" })),
    '"append" needs a "limit", the most items that the list keeps.',
  ],
  ["limit of set", protocol(step("set", "/phase", { value: "open", limit: 3 })), 'only "append" and "extend" have a "limit".'],
  ["a pick of nothing", protocol(step("set", "/items/{id}", { pick: [] })), '"pick" is a list of property names, each only once, got [].'],

  [
    "an unknown place",
    protocol(step("set", "/itms/{id}", { from: "/node" })),
    'e.json:4:11 error STATE_TARGET_UNKNOWN: The state declares no "itms". Did you mean "items"?',
  ],
  [
    "an unknown place at a greater depth",
    protocol(step("set", "/items/{id}/sise", { from: "/size" })),
    '"/items/{id}" in the state declares no "sise". Did you mean "size"?',
  ],
  [
    "a placeholder key in an object that is no map",
    protocol(step("set", "/{id}", { from: "/node" })),
    'The state is not a map, so "{id}" cannot be one of its keys.',
  ],
  ["a key of a list", protocol(step("set", "/notes/{id}", { from: "/id" })), '"/notes" in the state is a list, whose items have no keys.'],
  [
    "a key that a part of the schema refuses",
    protocol(step("set", "/both/b", { from: "/id" }), {
      house: {
        properties: {
          ...house.properties,
          both: { allOf: [{ type: "object", properties: { a: text }, additionalProperties: false }, { properties: { b: text } }] },
        },
      },
    }),
    '"/both" in the state declares no "b".',
  ],
  [
    "a path through a union",
    protocol(step("set", "/owner/size", { from: "/size" })),
    '"/owner" in the state has "oneOf", which a step that changes one property could break.',
  ],
  [
    "append to a value that is no list",
    protocol(step("append", "/items", { from: "/node", limit: 3 })),
    '"/items" in the state is not a list, so nothing can be appended to it.',
  ],

  [
    "a bound of a map",
    protocol(step("set", "/bounded/{id}", { from: "/id" })),
    '"/bounded" in the state has "maxProperties", which a step that changes one property could break.',
  ],
  [
    "a created object without a required property",
    protocol(step("set", "/items/{id}/size", { from: "/size" })),
    'e.json:4:11 error STATE_TARGET_BROKEN: The step may have to create "/items/{id}" in the state, which requires "id".',
  ],
  [
    "a merge that may leave out a required property",
    protocol(step("merge", "/items/{id}", { pick: ["size"] })),
    'e.json:5:13 error STATE_TARGET_BROKEN: The step may have to create "/items/{id}" in the state, which requires "id".',
  ],
  ["removal of a required property", protocol(step("remove", "/phase")), 'The step may remove "phase", which "" in the state requires.'],
  ["removal of everything", protocol(step("remove", "")), "The whole state cannot be removed."],
  [
    "a limit above maxItems",
    protocol(step("append", "/notes", { from: "/id", limit: 11 })),
    'e.json:6:14 error STATE_TARGET_BROKEN: "limit" is 11, but "/notes" in the state has "maxItems" 10.',
  ],

  ["an unknown placeholder", protocol(step("remove", "/items/{di}")), 'The annotated object declares no "di". Did you mean "id"?'],
  [
    "an optional placeholder",
    protocol(step("remove", "/items/{maybe}")),
    '"{maybe}" in "at" needs a value in every event, but "maybe" is optional here.',
  ],
  [
    "a placeholder inside an optional object",
    protocol(step("remove", "/items/{node.id}"), { event: { required: ["type", "id"] } }),
    'but "node" is optional here.',
  ],
  [
    "a placeholder that is no string and no integer",
    protocol(step("remove", "/items/{size}"), { event: { required: ["type", "id", "node", "size"] } }),
    '"{size}" in "at" becomes a key in the state, so the property has to be a string or an integer.',
  ],
  [
    "an unknown property in pick",
    protocol(step("set", "/items/{id}", { pick: ["id", "sise"] })),
    'e.json:7:7 error STATE_SOURCE_UNKNOWN: The annotated object declares no "sise". Did you mean "size"?',
  ],
  ["an unknown property in from", protocol(step("set", "/items/{id}", { from: "/node/nmae" })), 'The annotated object declares no "nmae".'],

  [
    "a value that the state refuses",
    protocol(step("set", "/phase", { value: "ajar" })),
    'e.json:5:14 error STATE_VALUE_UNFIT: "/phase" in the state cannot hold "ajar": expected "open" | "shut", got "ajar".',
  ],
  [
    "a value of the event that the state refuses",
    protocol(step("set", "/phase", { from: "/id" })),
    'e.json:5:13 error STATE_VALUE_UNFIT: "/phase" in the state cannot hold every value of the event: ',
  ],
  [
    "a whole object with properties that the state refuses",
    protocol(step("set", "/items/{id}")),
    'STATE_VALUE_UNFIT: "/items/{id}" in the state cannot hold every value of the event: {',
  ],
  [
    "a merge of a value that the state refuses",
    protocol(step("merge", "/mixed", { pick: ["count"] }), {}),
    'STATE_VALUE_UNFIT: "/mixed" in the state cannot hold every value of the event',
  ],
  [
    "a key that is also a declared property",
    protocol(step("set", "/mixed/{id}", { from: "/id" })),
    'STATE_VALUE_UNFIT: "/mixed/{id}" in the state cannot hold every value of the event',
  ],
  [
    "a key that the state refuses",
    protocol(step("set", "/named/{id}", { from: "/id" })),
    '"/{id}" in "at" may become a key that "propertyNames" of the state refuses.',
  ],
  [
    "a merge of a value that is no object",
    protocol(step("merge", "/items/{id}", { from: "/id" })),
    '"/items/{id}" in the state gets properties by "merge", but the value that the step reads may be no object.',
  ],
  [
    "a value that only a tolerant reader accepts",
    protocol(step("set", "/items/{id}", { from: "/node" }), {
      event: { properties: { ...properties, type: { const: "e" }, node: { ...item, properties: { id: text } } } },
    }),
    'STATE_VALUE_UNFIT: "/items/{id}" in the state cannot hold every value of the event: {"',
  ],

  [
    "a step of a client event",
    { ...protocol(itemStep, { manifest: { server: [], client: ["e.json"] } }) },
    'e.json:2:3 error STATE_STEP_UNREACHED: No server event uses this "x-state".',
  ],
  [
    "a step of an item of a list",
    protocol(itemStep, {
      event: {
        properties: {
          ...properties,
          type: { const: "e" },
          list: { type: "array", items: { type: "object", "x-state": step("remove", "/items/{id}") } },
        },
      },
    }),
    'error STATE_STEP_UNREACHED: No server event uses this "x-state".',
  ],
  [
    "a step of a schema that refers to itself",
    protocol(itemStep, {
      event: {
        properties: { ...properties, type: { const: "e" }, tree: { $ref: "#/$defs/tree" } },
        $defs: {
          tree: { type: "object", properties: { inner: { $ref: "#/$defs/tree" } }, "x-state": step("set", "/phase", { value: "open" }) },
        },
      },
    }),
    "error STATE_STEP_UNREACHED: An object of this schema may contain another object of the schema",
  ],
  [
    "members of a union that no constant distinguishes",
    protocol(itemStep, {
      event: { oneOf: [{ required: ["size"], "x-state": step("set", "/phase", { value: "open" }) }, { required: ["count"] }] },
    }),
    'error STATE_BRANCH_UNTOLD: Members of "oneOf" have an "x-state", but no required property has a different constant in each member.',
  ],
  [
    "an if with an unsupported condition",
    protocol(itemStep, {
      event: { if: { properties: { size: { minimum: 3 } } }, then: { "x-state": step("set", "/phase", { value: "open" }) } },
    }),
    'error STATE_BRANCH_UNTOLD: "x-state" depends on an "if"',
  ],

  [
    "a start value that the schema does not determine",
    protocol(itemStep, { house: { properties: { ...house.properties, phase: { enum: ["open", "shut"] } } } }),
    "STATE_INITIAL_UNDECIDED: The state begins with a value of this schema, but the schema does not determine which one.",
  ],
  [
    "a start value that the state refuses",
    protocol(itemStep, { house: { properties: { ...house.properties, phase: { type: "string", minLength: 1 } } } }),
    'STATE_INITIAL_UNDECIDED: The state would begin as {"phase":"",',
  ],
  [
    "a state that is no object",
    protocol(itemStep, { house: { type: "string", properties: undefined, required: undefined } }),
    "The state has to be an object.",
  ],
  ["a missing state file", protocol(itemStep, { manifest: { state: "hous.json" } }), "protocol.json:7:12 error FILE_NOT_FOUND"],

  [
    "a terminal event that does not exist",
    protocol(itemStep, { manifest: { terminal: ["f"] } }),
    'protocol.json:9:5 error TERMINAL_EVENT_UNKNOWN: "terminal" names "f", but the server sends no event of that name. Did you mean "e"?',
  ],
  [
    "a terminal event without a mark",
    protocol(itemStep, { manifest: { terminal: ["e"] } }),
    'e.json:1:1 error TERMINAL_MARK_MISSING: event "e" ends a stream, but leaves no constant in the state',
  ],
  [
    "a terminal mark that equals the start value",
    protocol([itemStep, step("set", "/phase", { value: "open" })], { manifest: { terminal: ["e"] } }),
    "TERMINAL_MARK_MISSING",
  ],
  [
    "a terminal mark that another event overwrites",
    protocol([itemStep, step("set", "/phase", { value: "shut" }), step("set", "/phase", { value: "open" })], {
      manifest: { terminal: ["e"] },
    }),
    "TERMINAL_MARK_MISSING",
  ],
];

describe("the finding on a wrong step has a place, a rule and a hint:", () => {
  test.each(wrong)("%s", (_name, contents, want) => {
    const { model, text: said } = modelOf(contents);
    expect(said).toContain(want);
    expect(model).toBeUndefined();
  });

  test("a state that does not exist is one finding, without others that follow from it", () => {
    const { text: said } = modelOf(protocol(itemStep, { manifest: { state: "hause.json" } }));
    expect(said).toMatch(/^protocol\.json:\d+:\d+ error FILE_NOT_FOUND: .*\n$/);
  });

  test("a misspelt type in the state is one finding, without others that follow from it", () => {
    const broken = { properties: { ...house.properties, items: { type: "objekt", additionalProperties: false } } };
    const { text: said } = modelOf(protocol(itemStep, { house: broken }));
    expect(said).toMatch(/^house\.json:\d+:\d+ error KEYWORD_INVALID: .*\n$/);
  });

  test("without a state, steps are a warning", () => {
    const { model, text: said } = modelOf({ ...protocol(itemStep), "protocol.json": manifest({ server: ["e.json"] }) });
    expect(said).toBe(
      'e.json:2:3 warning STATE_STEP_UNREACHED: "x-state" says what an event does to the state, but the manifest names no "state". Name the state\'s schema in the manifest, or remove "x-state".\n',
    );
    expect(model?.state).toBeUndefined();
  });
});

const right: readonly [name: string, contents: FolderContents][] = [
  ["a set by pick", protocol(itemStep)],
  ["a merge that creates a complete item", protocol(step("merge", "/items/{id}", { pick: ["id", "size"] }))],
  ["a change of one property after a set of the object", protocol([itemStep, step("set", "/items/{id}", { from: "/node" })])],
  ["a nested placeholder", protocol(step("set", "/items/{node.id}", { from: "/node" }))],
  ["a set into a union", protocol(step("set", "/owner", { from: "/node" }))],
  [
    "a step for a condition that requires its placeholder",
    protocol(itemStep, { event: { if: { required: ["maybe"] }, then: { "x-state": step("remove", "/items/{maybe}") } } }),
  ],
  ["a terminal event with a mark", protocol([itemStep, step("set", "/phase", { value: "shut" })], { manifest: { terminal: ["e"] } })],
  [
    "a key that is short enough",
    protocol(step("set", "/named/{id}", { from: "/id" }), {
      event: { properties: { ...properties, type: { const: "e" }, id: { type: "string", maxLength: 3 } } },
    }),
  ],
  [
    "an open object that is closed by a strict reader",
    protocol(step("set", "/items/{id}", { from: "/node" }), {
      event: { properties: { ...properties, type: { const: "e" }, node: { ...item, properties: { id: text } } } },
      manifest: { readers: { server: "strict" } },
    }),
  ],
];

describe("lint accepts", () => {
  test.each(right)("%s", (_name, contents) => {
    const { model, text: said } = modelOf(contents);
    expect(said).toBe("");
    expect(model?.state?.typeName).toBe("House");
  });
});
