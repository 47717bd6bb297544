import type { Rule } from "./rule.js";

/** Rules about the state that events keep: `x-state`, and the manifest's "state" and "terminal". */
export const stateRules = {
  STATE_STEP_INVALID: {
    severity: "error",
    summary: 'An "x-state" is no step and no list of steps.',
    explanation:
      'A step has an "op" (set, merge, remove or append), an "at" (a JSON Pointer into the state, in which "{name}" stands for a string of the annotated object), at most one of "from", "pick" and "value", and, for append, a "limit".',
    example: {
      fault: '{ "x-state": { "op": "append", "at": "/errors" } }',
      mend: '{ "x-state": { "op": "append", "at": "/errors", "limit": 100 } }',
    },
  },
  STATE_STEP_UNREACHED: {
    severity: "error",
    summary: 'An "x-state" stands where no server event takes it.',
    explanation:
      'Steps are taken for the object that a server event is, for objects inside it that are declared properties, and for the branches of unions and conditions over these. They are not taken for what only a client sends, for items of a list, for the values of a map, for an object inside another of the same schema, and where the manifest names no "state".',
    example: {
      fault: '{ "properties": { "nodes": { "items": { "x-state": { "op": "set", "at": "/nodes/{id}" } } } } }',
      mend: '{ "properties": { "node": { "x-state": { "op": "set", "at": "/nodes/{id}" } } }, "required": ["node"] }',
    },
  },
  STATE_BRANCH_UNTOLD: {
    severity: "error",
    summary: "Which branch a step belongs to cannot be told.",
    explanation:
      'Where members of a "oneOf" or "anyOf" have steps, each member needs a required property with a constant of its own, so that generated code can switch on it. An "if" with steps may ask which properties are there, and whether required ones equal constants.',
    example: {
      fault: '{ "oneOf": [{ "required": ["add"], "x-state": { … } }, { "required": ["drop"], "x-state": { … } }] }',
      mend: '{ "oneOf": [{ "properties": { "op": { "const": "add" } }, "required": ["op"], "x-state": { … } }, …] }',
    },
  },
  STATE_TARGET_UNKNOWN: {
    severity: "error",
    summary: 'The "at" of a step points to nothing that the state\'s schema declares.',
    explanation:
      "The pointer is followed through properties and maps of the state's schema. It cannot pass through a list, whose items have no keys, nor through a union, and only append changes a list.",
    example: {
      fault: '{ "op": "merge", "at": "/node/{node_id}", "pick": ["status"] }',
      mend: '{ "op": "merge", "at": "/nodes/{node_id}", "pick": ["status"] }',
    },
  },
  STATE_TARGET_BROKEN: {
    severity: "error",
    summary: "A step could leave an object of the state that its schema refuses.",
    explanation:
      "A step that makes an object has to write all that the object requires; a step must not remove what is required; and a step sees one property, so an object that steps change cannot have rules about several at once (maxProperties, dependentRequired, if, …). Make properties optional, write them together, or give the object above a default.",
    example: {
      fault: '{ "op": "set", "at": "/nodes/{node_id}/progress" }, where a node requires "status"',
      mend: 'the state\'s schema: "required": [] of a node, and what its absence means',
    },
  },
  STATE_SOURCE_UNKNOWN: {
    severity: "error",
    summary: "A step reads what the annotated object does not declare.",
    explanation:
      'A placeholder in "at" has to be a required string, so that every event has a place in the state. "from" and "pick" may name what is optional: where it is absent, nothing is written.',
    example: {
      fault: '{ "properties": { "node_id": { "type": "string" } }, "x-state": { "op": "remove", "at": "/nodes/{node_id}" } }',
      mend: '{ "properties": { "node_id": { "type": "string" } }, "required": ["node_id"], "x-state": { … } }',
    },
  },
  STATE_VALUE_UNFIT: {
    severity: "error",
    summary: "What a step writes may not fit its place in the state.",
    explanation:
      "Every value that the event's schema accepts there has to be accepted by the state's schema at the target, as both are written, and as a tolerant reader reads both. The message shows a value that is not, or says why it cannot be decided. Refer to the same definition on both sides, or widen the state's.",
    example: {
      fault: 'event: "status": { "type": "string" }\nstate: "status": { "enum": ["on", "off"] }',
      mend: 'event and state: "status": { "$ref": "status.schema.json" }',
    },
  },
  STATE_INITIAL_UNDECIDED: {
    severity: "error",
    summary: "The state before the first event cannot be told from its schema.",
    explanation:
      'It holds what is required and nothing else: the "default" where there is one, else the only value of "const" or "enum", null where that is allowed, an empty object, list or text, 0, false. Where that leaves a choice, or a value that the schema refuses, write a "default".',
    example: {
      fault: '{ "properties": { "phase": { "enum": ["idle", "running"] } }, "required": ["phase"] }',
      mend: '{ "properties": { "phase": { "enum": ["idle", "running"], "default": "idle" } }, "required": ["phase"] }',
    },
  },
  TERMINAL_EVENT_UNKNOWN: {
    severity: "error",
    summary: '"terminal" in the manifest names no server event.',
    explanation: 'A stream would never be sealed. The names are those of the handler map: the tag, or the entry\'s "name".',
    example: { fault: '"terminal": ["execution_completed"]', mend: '"terminal": ["execution_complete"]' },
  },
  TERMINAL_MARK_MISSING: {
    severity: "error",
    summary: "A terminal event leaves nothing in the state by which to tell that the stream has ended.",
    explanation:
      "After a terminal event no late event may change the state, also where the state came as a snapshot. So a terminal event sets a constant, at a place without placeholders, that the initial state has not and no other event can put there.",
    example: {
      fault: '"x-state": { "op": "set", "at": "/results", "from": "/results" }',
      mend: '"x-state": [{ "op": "set", "at": "/results", "from": "/results" }, { "op": "set", "at": "/ended", "value": true }]',
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;
