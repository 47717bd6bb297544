import type { Rule } from "./rule.js";

/** Rules about the state: `x-state`, and the manifest's "state" and "terminal". */
export const stateRules = {
  STATE_STEP_INVALID: {
    severity: "error",
    summary: 'An "x-state" is no step and no list of steps.',
    explanation:
      'A step has an "op" (set, merge, remove, append or extend) and an "at", which is a JSON Pointer into the state. In the pointer "{name}" is replaced by a string or integer of the annotated object. A step has at most one of "from", "pick" and "value". An append needs a "limit". An extend needs "from", "unit" and "limit".',
    example: {
      fault: '{ "x-state": { "op": "append", "at": "/errors" } }',
      mend: '{ "x-state": { "op": "append", "at": "/errors", "limit": 100 } }',
    },
  },
  STATE_STEP_UNREACHED: {
    severity: "error",
    summary: 'An "x-state" is at a place where no server event applies it.',
    explanation:
      'Steps are applied for the object of a server event and for inner objects that are declared properties. Steps in branches of unions, and in conditions, of such objects are applied too. Steps are not applied for client events, items of a list, values of a map, or an object inside another one of the same schema. No step is applied if the manifest names no "state".',
    example: {
      fault: '{ "properties": { "nodes": { "items": { "x-state": { "op": "set", "at": "/nodes/{id}" } } } } }',
      mend: '{ "properties": { "node": { "x-state": { "op": "set", "at": "/nodes/{id}" } } }, "required": ["node"] }',
    },
  },
  STATE_BRANCH_UNTOLD: {
    severity: "error",
    summary: "Generated code cannot decide to which branch a step belongs.",
    explanation:
      'If members of a "oneOf" or "anyOf" have steps, each member needs a required property with a constant of its own. Generated code switches on the required property. An "if" with steps may test which properties are present, and whether required ones equal constants.',
    example: {
      fault: '{ "oneOf": [{ "required": ["add"], "x-state": { … } }, { "required": ["drop"], "x-state": { … } }] }',
      mend: '{ "oneOf": [{ "properties": { "op": { "const": "add" } }, "required": ["op"], "x-state": { … } }, …] }',
    },
  },
  STATE_TARGET_UNKNOWN: {
    severity: "error",
    summary: 'The "at" of a step points to a place that the schema of the state does not declare.',
    explanation:
      "The pointer of a step may lead through properties and maps of the state's schema. The pointer cannot lead through a list, whose items have no keys, or through a union. Only append changes a list.",
    example: {
      fault: '{ "op": "merge", "at": "/node/{node_id}", "pick": ["status"] }',
      mend: '{ "op": "merge", "at": "/nodes/{node_id}", "pick": ["status"] }',
    },
  },
  STATE_TARGET_BROKEN: {
    severity: "error",
    summary: "After a step, an object of the state may be invalid by its schema.",
    explanation:
      "A step that creates an object has to write all its required properties, and no step may remove a required property. A step changes one property at a time, so the schema of an object that a step changes cannot relate several properties (maxProperties, dependentRequired, if, …). Make properties optional, write them together, or give the parent object a default.",
    example: {
      fault: '{ "op": "set", "at": "/nodes/{node_id}/progress" }, but the state requires "status" of a node',
      mend: 'in the state\'s schema, "required": [] for a node',
    },
  },
  STATE_SOURCE_UNKNOWN: {
    severity: "error",
    summary: "A step reads a property that the annotated object does not declare.",
    explanation:
      'A placeholder in "at" has to name a required string or integer, so that every event has a place in the state. "from" and "pick" may name optional properties: if one is absent, the step writes nothing.',
    example: {
      fault: '{ "properties": { "node_id": { "type": "string" } }, "x-state": { "op": "remove", "at": "/nodes/{node_id}" } }',
      mend: '{ "properties": { "node_id": { "type": "string" } }, "required": ["node_id"], "x-state": { … } }',
    },
  },
  STATE_VALUE_UNFIT: {
    severity: "error",
    summary: "The schema of the state may refuse a value that a step writes.",
    explanation:
      "The state's schema at the target has to accept every value that the event's schema accepts. This has to hold for both schemas as written, and as a tolerant reader applies them. The finding shows a value that is refused, or says why dagwire cannot decide. Let the event and the state refer to the same definition, or let the state accept more values.",
    example: {
      fault: 'event: "status": { "type": "string" }\nstate: "status": { "enum": ["on", "off"] }',
      mend: 'event and state: "status": { "$ref": "status.schema.json" }',
    },
  },
  STATE_TEXT_TARGET: {
    severity: "error",
    summary: 'The target of "extend" cannot hold every text.',
    explanation:
      'The target is an object with exactly the properties "text", "start" and "end", all required. The text may have "maxLength", but no "minLength", "pattern", "format" or "enum". "start" and "end" are integers that allow 0 and have no "maximum". Put other properties of the text beside the target.',
    example: {
      fault: '{ "op": "extend", "at": "/texts/{text_id}", … }, and a text has "role"',
      mend: '{ "op": "extend", "at": "/texts/{text_id}/body", … }',
    },
  },
  STATE_TEXT_LIMIT: {
    severity: "error",
    summary: 'The "limit" of "extend" is above the "maxLength" of the text.',
    explanation:
      'A text in the state has at most "limit" units. A unit is a byte of UTF-8 or a unit of UTF-16, and no character is less than one unit. So a text is valid if "limit" is at most "maxLength", which counts characters.',
    example: {
      fault: '"limit": 524288, and in the state "text": { "type": "string", "maxLength": 262144 }',
      mend: '"limit": 262144',
    },
  },
  STATE_TEXT_SOURCE: {
    severity: "error",
    summary: 'An "extend" step reads a piece or an offset that an event may lack.',
    explanation:
      '"from" has to name a required string, and "offset" a required integer from 0 to at most 4503599627370496. Above this number the end of a text is no exact number in JavaScript. Without "offset" each piece goes to the end of the text.',
    example: {
      fault: '"offset": { "type": "integer" }',
      mend: '"offset": { "type": "integer", "minimum": 0, "maximum": 4503599627370496 }',
    },
  },
  STATE_TEXT_SHARED: {
    severity: "error",
    summary: 'A step writes at or below the text of an "extend" step.',
    explanation:
      'The difference of "end" and "start" has to be the size of "text", which JSON Schema cannot say. Therefore only "extend" writes there, with one unit. A step may remove the text, or write an object around it, such as { "op": "set", "at": "/texts", "value": {} }.',
    example: {
      fault: '{ "op": "merge", "at": "/texts/{text_id}" }, beside { "op": "extend", "at": "/texts/{text_id}/body", … }',
      mend: '{ "op": "merge", "at": "/texts/{text_id}", "pick": ["role", "status"] }',
    },
  },
  STATE_INITIAL_UNDECIDED: {
    severity: "error",
    summary: "The schema of the state does not determine the state before the first event.",
    explanation:
      'The state before the first event has only required properties. The value of each is its "default", else the only value of "const" or "enum". If a property has none of these, its value is null if allowed, else an empty object, list or string, 0 or false. If the schema allows several start values, or refuses the chosen one, add a "default".',
    example: {
      fault: '{ "properties": { "phase": { "enum": ["idle", "running"] } }, "required": ["phase"] }',
      mend: '{ "properties": { "phase": { "enum": ["idle", "running"], "default": "idle" } }, "required": ["phase"] }',
    },
  },
  TERMINAL_EVENT_UNKNOWN: {
    severity: "error",
    summary: '"terminal" in the manifest names no server event.',
    explanation:
      'A stream without a terminal event never ends. Write the names that the handler map has: the tag of an event, or its "name" in the manifest.',
    example: { fault: '"terminal": ["execution_completed"]', mend: '"terminal": ["execution_complete"]' },
  },
  TERMINAL_MARK_MISSING: {
    severity: "error",
    summary: "After a terminal event the state does not show that the stream has ended.",
    explanation:
      "After a terminal event no late event may change the state, even if a client received the state as a snapshot. So a terminal event has to set a constant at a place without placeholders. The start value must not have this constant at the place, and no other event may set it.",
    example: {
      fault: '"x-state": { "op": "set", "at": "/results", "from": "/results" }',
      mend: '"x-state": [{ "op": "set", "at": "/results", "from": "/results" }, { "op": "set", "at": "/ended", "value": true }]',
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;
