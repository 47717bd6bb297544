import type { Rule } from "./rule.js";

/** Rules about events, their tags and their names. */
export const eventRules = {
  EVENT_TAG_MISSING: {
    severity: "error",
    summary: "An event has no constant at the discriminator.",
    explanation:
      'The dispatcher distinguishes events by a constant at the manifest\'s "discriminator". Add { "const": … } at this place of the schema, or give the event a "tag" in the manifest. With { "tag": null } the event is validated by name and not dispatched.',
    example: {
      fault: '{ "properties": { "type": { "type": "string" } }, "required": ["type"] }',
      mend: '{ "properties": { "type": { "const": "node_state" } }, "required": ["type"] }',
    },
  },
  EVENT_TAG_OPTIONAL: {
    severity: "warning",
    summary: "An event's discriminator is not required.",
    explanation:
      'A message without the discriminator satisfies the schema, but no dispatcher can assign the message to an event. So the validator for all events of the direction refuses the message. Add the discriminator to "required".',
    example: {
      fault: '{ "properties": { "type": { "const": "node_state" } } }',
      mend: '{ "properties": { "type": { "const": "node_state" } }, "required": ["type"] }',
    },
  },
  EVENT_TAG_DUPLICATE: {
    severity: "error",
    isFixed: true,
    summary: "Two events of one direction have the same tag.",
    explanation: "The dispatcher cannot distinguish two events with the same tag. Change one tag, or merge the two events into one.",
    example: {
      fault: 'a.json: "type": { "const": "state" }\nb.json: "type": { "const": "state" }',
      mend: 'a.json: "type": { "const": "node_state" }\nb.json: "type": { "const": "edge_state" }',
    },
  },
  OPEN_TAG: {
    severity: "error",
    summary: 'An event\'s discriminator is an enumeration with "x-open".',
    explanation:
      'A tag lists every value that belongs to the event. With "x-open", any other string would belong to the event too. Readers already handle events of later versions: a tolerant reader skips an event with an unknown tag.',
    example: {
      fault: '"type": { "x-open": true, "anyOf": [{ "enum": ["node_state"] }, { "type": "string" }] }',
      mend: '"type": { "const": "node_state" }',
    },
  },
  EVENT_TAG_RETIRED: {
    severity: "error",
    summary: "An event uses a tag that the manifest lists as retired.",
    explanation:
      'Logs and old peers still use a retired tag with its old meaning. Give the event another tag. If the event has the old meaning again, remove the tag from "retired".',
    example: {
      fault: '"retired": { "server": ["node_done"] }\nnode_done.json: "type": { "const": "node_done" }',
      mend: '"retired": { "server": ["node_done"] }\nnode_finished.json: "type": { "const": "node_finished" }',
    },
  },
  EVENT_UNSATISFIABLE: {
    severity: "error",
    summary: "No message satisfies the schema of an event. `dagwire lint` has proved this.",
    explanation:
      'The event\'s validator refuses every message. A frequent cause is "additionalProperties": false beside "allOf", "oneOf" or "$ref": it allows only the "properties" beside it. Write "unevaluatedProperties": false (2019-09 and later), or close each part.',
    example: {
      fault: '{ "allOf": [{ "$ref": "base.json" }], "properties": { "n": {} }, "additionalProperties": false }',
      mend: '{ "allOf": [{ "$ref": "base.json" }], "properties": { "n": {} }, "unevaluatedProperties": false }',
    },
  },
  EVENT_NAME_DUPLICATE: {
    severity: "error",
    isFixed: true,
    summary: "Two events of one direction have the same name.",
    explanation: 'The name of an event is its key in the handler map. Give one of the two events another "name" in the manifest.',
    example: {
      fault: '"server": [{ "ref": "a.json", "name": "state" }, { "ref": "b.json", "name": "state" }]',
      mend: '"server": [{ "ref": "a.json", "name": "state" }, { "ref": "b.json", "name": "state_v2" }]',
    },
  },
  TYPE_NAME_COLLISION: {
    severity: "error",
    isFixed: true,
    summary: "Two events would get the same TypeScript name.",
    explanation:
      'Names are converted to PascalCase, so "node_state" and "nodeState" become equal. Set "x-ts-name" in one schema, or "names" in the manifest.',
    example: {
      fault: "server/node_state.schema.json\nserver/nodeState.schema.json",
      mend: '"names": { "server/nodeState.schema.json#": "OldNodeStateEvent" }',
    },
  },
  TYPE_NAME_QUALIFIED: {
    severity: "warning",
    summary: "A definition gets a prefix, because generated code or another definition needs its TypeScript name.",
    explanation:
      'A definition named Record would change the meaning of every Record in the generated files. Of two different definitions that would get the same name, both get a prefix. The prefix is the name of the file or of the parent schema. To choose the names, set "x-ts-name" in the schema, or "names" in the manifest.',
    example: {
      fault: 'a.json: "$defs": { "node": … }\nb.json: "$defs": { "node": … }',
      mend: '"names": { "a.json#/$defs/node": "Node", "b.json#/$defs/node": "OldNode" }',
    },
  },
  TYPE_NAME_INVALID: {
    severity: "error",
    isFixed: true,
    summary: "A name cannot be the name of a TypeScript type.",
    explanation:
      'The name has a character that TypeScript does not allow in names, or is a reserved word such as "string" or "class". Set "x-ts-name" in the schema, or "names" in the manifest, to another name.',
    example: { fault: '{ "x-ts-name": "string" }', mend: '{ "x-ts-name": "Text" }' },
  },
  TYPE_NAME_SHADOWS_GLOBAL: {
    severity: "error",
    isFixed: true,
    summary: "A type's name would shadow a global that generated code needs.",
    explanation:
      'A type named Record would change the meaning of every Record in the generated files. The type is that of an event, or has its name from "x-ts-name" or "names". Set "x-ts-name" in the schema, or "names" in the manifest.',
    example: { fault: '"record": { "x-ts-name": "Record", … }', mend: '"record": { "x-ts-name": "LogRecord", … }' },
  },
} as const satisfies Readonly<Record<string, Rule>>;
