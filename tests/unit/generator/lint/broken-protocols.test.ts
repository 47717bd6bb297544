import { describe, expect, test } from "vitest";
import { eventSchema, manifest } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";
import { modelOf } from "../../../helpers/model-of.js";

const entry = "event.schema.json";
const oneEvent = (schema: object | string, more: FolderContents = {}): FolderContents => ({
  "protocol.json": manifest({ server: [entry] }),
  [entry]: schema,
  ...more,
});

const broken: readonly [name: string, contents: FolderContents, want: string][] = [
  [
    "dangling file",
    oneEvent(eventSchema("a", { x: { $ref: "gone.json" } })),
    'event.schema.json:8:15 error REF_NOT_FOUND: "$ref" points to "gone.json", which does not exist. Correct the path.',
  ],
  [
    "dangling pointer",
    oneEvent(eventSchema("a", { x: { $ref: "#/$defs/gone" } })),
    'event.schema.json:8:15 error REF_NOT_FOUND: "$ref" points to "#/$defs/gone", but nothing stands at "/$defs/gone". Correct the path.',
  ],
  [
    "cycle of references",
    oneEvent({ ...eventSchema("a", { x: { $ref: "#/$defs/a" } }), $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } } }),
    "REF_CYCLE: This schema refers to itself without a property or an item in between, so it describes no value.",
  ],
  [
    "bad keyword value",
    oneEvent(eventSchema("a", { x: { type: "number", minimum: "3" } })),
    'event.schema.json:9:18 error KEYWORD_INVALID: "minimum" takes a number, got "3". Correct the value.',
  ],
  ["misspelt type", oneEvent(eventSchema("a", { x: { type: "strng" } })), 'got "strng". Did you mean "string"?'],
  [
    "misspelt name in required",
    oneEvent(eventSchema("a", { node_id: { type: "string" } }, ["node_di"])),
    'error REQUIRED_NAME_UNDECLARED: "required" names "node_di", which "properties" does not declare. Did you mean "node_id"?',
  ],
  ["bad JSON", oneEvent('{\n  "type": "object",\n}\n'), "event.schema.json:3:1 error JSON_INVALID"],
  [
    "duplicate tag",
    { "protocol.json": manifest({ server: ["a.json", "b.json"] }), "a.json": eventSchema("same"), "b.json": eventSchema("same") },
    'b.json:1:1 error EVENT_TAG_DUPLICATE: event "same" has the same tag (/type "same") as a.json.',
  ],
  [
    "missing constant",
    oneEvent({ type: "object", properties: { type: { type: "string" } } }),
    'event.schema.json:1:1 error EVENT_TAG_MISSING: event "Event" has no constant at "type", so no tag distinguishes it from other events. Add "type": { "const": … }',
  ],
  [
    "misspelt keyword",
    oneEvent({ ...eventSchema("a"), requried: ["x"] }),
    'event.schema.json:11:3 error UNKNOWN_KEYWORD: "requried" is not a JSON Schema keyword. Did you mean "required"?',
  ],
  [
    "name clash after casing",
    {
      "protocol.json": manifest({ server: ["node_state.json", "nodeState.json"] }),
      "node_state.json": eventSchema("a"),
      "nodeState.json": eventSchema("b"),
    },
    'nodeState.json:1:1 error TYPE_NAME_COLLISION: Two events need the type name "NodeStateEvent": this one and node_state.json.',
  ],
  [
    "two equal titles",
    {
      "protocol.json": manifest({ server: [entry] }),
      [entry]: {
        oneOf: [
          { title: "Node State", ...eventSchema("a") },
          { title: "node state", ...eventSchema("b") },
        ],
      },
    },
    'event.schema.json:15:5 error TYPE_NAME_COLLISION: Two events need the type name "NodeState": this one and event.schema.json#/oneOf/0. Set "x-ts-name"',
  ],
  ...["string", "Record"].map((title): [string, FolderContents, string] => [
    `an event with the title ${title}`,
    { "protocol.json": manifest({ server: [entry] }), [entry]: { oneOf: [{ title, ...eventSchema("a") }, eventSchema("b")] } },
    `event.schema.json:3:5 error TYPE_NAME_SHADOWS_GLOBAL: A type named "${title === "string" ? "String" : title}" would shadow a name that generated code needs. Set "x-ts-name"`,
  ]),
  [
    "a chosen name that is a reserved word of TypeScript",
    oneEvent({ ...eventSchema("a"), "x-ts-name": "string" }),
    'event.schema.json:1:1 error TYPE_NAME_INVALID: "string" cannot be the name of a TypeScript type. Set "x-ts-name" here, or "names" in the manifest.',
  ],
  [
    "a name with a character that names cannot hold",
    oneEvent({ ...eventSchema("a", { x: { $ref: "#/$defs/m²" } }), $defs: { "m²": { type: "object", properties: { y: {} } } } }),
    'error TYPE_NAME_INVALID: "M²" cannot be the name of a TypeScript type.',
  ],
  [
    "dynamic reference without a target",
    oneEvent(eventSchema("a", { x: { $dynamicRef: "#node" } })),
    'error REF_NOT_FOUND: "$dynamicRef" points to "#node", but nothing stands at "node". Correct the path.',
  ],
  [
    "bad pattern",
    oneEvent(eventSchema("a", { x: { type: "string", pattern: "(" } })),
    'error PATTERN_INVALID: "(" is not a regular expression under the flag "u": unterminated group.',
  ],
  [
    "unknown option",
    { "protocol.json": { ...manifest({ server: [entry] }), servr: [] }, [entry]: eventSchema("a") },
    'protocol.json:7:3 error UNKNOWN_OPTION: "servr" is not an option. Did you mean "server"?',
  ],
  [
    "pattern that matches no file",
    { "protocol.json": manifest({ server: ["server/*.json"] }) },
    'protocol.json:5:5 error FILE_NOT_FOUND: "server/*.json" matches no file.',
  ],
  [
    "missing file",
    { "protocol.json": manifest({ server: ["gone.json"] }) },
    'protocol.json:5:5 error FILE_NOT_FOUND: "gone.json" does not exist.',
  ],
];

describe("the finding on a broken protocol has a place, a rule and a hint:", () => {
  test.each(broken)("%s", (_name, contents, want) => {
    const { model, text } = modelOf(contents);
    expect(text).toContain(want);
    expect(model).toBeUndefined();
  });
});

describe("a protocol may", () => {
  test.each(["Record", "Issue", "ServerEvent", "ReadonlySet"])("have a definition named %s: qualified, with a warning", (name) => {
    const { model, text } = modelOf(
      oneEvent({ ...eventSchema("a", { x: { $ref: `#/$defs/${name}` } }), $defs: { [name]: { type: "object", properties: { y: {} } } } }),
    );
    expect(text).toContain(
      `event.schema.json:15:${name.length + 9} warning TYPE_NAME_SHADOWS_GLOBAL: A type named "${name}" would shadow a name that generated code needs, so this type is named "Event${name}".`,
    );
    expect(model?.types.map((declaration) => declaration.name)).toEqual([`Event${name}`]);
  });

  test("have titles that are words of JavaScript, because type names begin with a capital", () => {
    const { model, text } = modelOf(
      oneEvent({
        oneOf: [
          { title: "class", ...eventSchema("a") },
          { title: "delete", ...eventSchema("b") },
        ],
      }),
    );
    expect(text).toBe("");
    expect(model?.server.events.map(({ typeName }) => typeName)).toEqual(["Class", "Delete"]);
  });

  test("have two definitions of one name in files of one name: both are qualified, with different names", () => {
    const node = (property: string): object => ({ $defs: { node: { type: "object", properties: { [property]: {} } } } });
    const { model, text } = modelOf({
      ...oneEvent(eventSchema("a", { x: { $ref: "x/n.json#/$defs/node" }, y: { $ref: "y/n.json#/$defs/node" } })),
      "x/n.json": node("p"),
      "y/n.json": node("q"),
    });
    expect(text.match(/TYPE_NAME_QUALIFIED/g)).toHaveLength(2);
    expect(model?.types.map(({ name }) => name).toSorted()).toEqual(["NNode", "YNNode"]);
  });

  test("use its own keywords three times or more, with one warning for each", () => {
    const own = { type: "string", specOpen: true };
    const { model, text } = modelOf(oneEvent(eventSchema("a", { x: own, y: own, z: own })));
    expect(text.match(/warning UNKNOWN_KEYWORD/g)).toHaveLength(1);
    expect(text).toContain('event.schema.json:9:7 warning UNKNOWN_KEYWORD: "specOpen" is not a JSON Schema keyword');
    expect(model).toBeDefined();
  });

  test.each([
    ["x-sate", "x-state"],
    ["x-ts_name", "x-ts-name"],
    ["x-State", "x-state"],
    ["x-opne", "x-open"],
    ["x-must-undrestnad", "x-must-understand"],
  ])("have an x- keyword that is nearly one of dagwire's: %s gets a warning", (misspelt, meant) => {
    const { text, model } = modelOf(oneEvent({ ...eventSchema("a"), [misspelt]: [] }));
    expect(text).toContain(
      `warning UNKNOWN_KEYWORD: "${misspelt}" is not a keyword of dagwire, so it has no effect. Did you mean "${meant}"?`,
    );
    expect(model).toBeDefined();
  });

  test.each([
    ["X-state", "x-state"],
    ["x_open", "x-open"],
    ["xts-name", "x-ts-name"],
  ])("have a keyword that is nearly one of dagwire's and begins with no x-: %s is an error", (misspelt, meant) => {
    const { text, model } = modelOf(oneEvent({ ...eventSchema("a"), [misspelt]: [] }));
    expect(text).toContain(`error UNKNOWN_KEYWORD: "${misspelt}" is not a JSON Schema keyword. Did you mean "${meant}"?`);
    expect(model).toBeUndefined();
  });

  test("use x- and _ keywords without a warning", () => {
    const { text } = modelOf(oneEvent(eventSchema("a", { x: { type: "string", "x-unit": "s", "x-status": "s", _enum: ["a"] } })));
    expect(text).toBe("");
  });

  test("have many findings at once, each reported once, in the order of the text", () => {
    const { diagnostics } = modelOf(oneEvent(eventSchema("a", { x: { minimum: "1" }, y: { maximum: "2" }, z: { $ref: "gone.json" } })));
    expect(diagnostics.map(({ rule, line }) => [rule, line])).toEqual([
      ["KEYWORD_INVALID", 8],
      ["KEYWORD_INVALID", 11],
      ["REF_NOT_FOUND", 14],
    ]);
  });
});
