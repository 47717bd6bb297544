import { eventSchema, manifest } from "./protocol-folder.js";
import type { FolderContents } from "./protocol-folder.js";

/** The file of the only schema of {@link oneEvent}. */
export const entry = "event.schema.json";
/** Returns a protocol with one event. */
export const oneEvent = (schema: object | string, more: FolderContents = {}): FolderContents => ({
  "protocol.json": manifest({ server: [entry] }),
  [entry]: schema,
  ...more,
});

/** Protocols that break a rule, each with a part of its finding. */
export const brokenProtocols: readonly [name: string, contents: FolderContents, want: string][] = [
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
    "two events with one name",
    {
      "protocol.json": manifest({
        server: [
          { ref: "a.json", name: "same" },
          { ref: "b.json", name: "same" },
        ],
      }),
      "a.json": eventSchema("a"),
      "b.json": eventSchema("b"),
    },
    'EVENT_NAME_DUPLICATE: Two events are named "same": a.json# and b.json#. Give one of the two entries of the manifest a "name".',
  ],
  [
    "cycle through the branches of unions",
    oneEvent({
      ...eventSchema("a", { x: { $ref: "#/$defs/a" } }),
      $defs: { a: { anyOf: [{ $ref: "#/$defs/b" }, { type: "string" }] }, b: { oneOf: [{ $ref: "#/$defs/a" }, { type: "number" }] } },
    }),
    "REF_CYCLE: This schema refers to itself without a property or an item in between, so it describes no value.",
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
