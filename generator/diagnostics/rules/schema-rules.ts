import type { Rule } from "./rule.js";

/** Rules about what a schema says as a whole. */
export const schemaRules = {
  REQUIRED_NAME_UNDECLARED: {
    severity: "warning",
    summary: '"required" names a property that no "properties" declares.',
    explanation:
      "Mostly a misspelt name: every message is then refused for lacking a property that nobody sends. It is an error where a declared name is close, and where the object is closed, as then no message at all can pass. If it is meant, declare the property with an empty schema.",
    example: {
      fault: '{ "properties": { "node_id": { "type": "string" } }, "required": ["node_di"] }',
      mend: '{ "properties": { "node_id": { "type": "string" } }, "required": ["node_id"] }',
    },
  },
  SCHEMA_ACCEPTS_ANYTHING: {
    severity: "warning",
    summary: "The whole schema of an event or of a definition accepts every value.",
    explanation:
      "Its type is unknown and its validator says yes to anything. A property or an item may be {} without a word; a schema with a name is expected to say something. Where anything may stand there, write true for the schema.",
    example: {
      fault: '"$defs": { "settings": { "description": "Settings." } }',
      mend: '"$defs": { "settings": { "description": "Settings.", "type": "object" } }',
    },
  },
  SCHEMA_UNSATISFIABLE: {
    severity: "error",
    summary: "No value satisfies the schema.",
    explanation:
      'For example "minimum" above "maximum", values outside of "type", a required property whose schema is false. Every message with such a part is refused. In one branch of a union it is a warning, as the other branches still hold.',
    example: { fault: '{ "type": "integer", "minimum": 10, "maximum": 1 }', mend: '{ "type": "integer", "minimum": 1, "maximum": 10 }' },
  },
  ENUM_VALUE_EXCLUDED: {
    severity: "warning",
    summary: 'A value of "enum" is refused by the "type" beside it.',
    explanation: 'The value can never be sent. Mostly "null" is missing in "type", or a number stands in quotes.',
    example: { fault: '{ "type": "string", "enum": ["a", null] }', mend: '{ "type": ["string", "null"], "enum": ["a", null] }' },
  },
  UNIQUE_ITEMS_UNBOUNDED: {
    severity: "warning",
    summary: '"uniqueItems" on objects or lists without "maxItems".',
    explanation: 'To compare such items each is written out as text, which takes memory for the whole list. A "maxItems" bounds it.',
    example: {
      fault: '{ "type": "array", "items": { "type": "object" }, "uniqueItems": true }',
      mend: '{ "type": "array", "items": { "type": "object" }, "uniqueItems": true, "maxItems": 1000 }',
    },
  },
  UNION_MEMBERS_OVERLAP: {
    severity: "warning",
    summary: "The same value satisfies two members of a union.",
    explanation:
      '"oneOf" refuses a value that satisfies two of its members, so a message that is meant is turned away; the message shows one. Give each member a required constant of its own, or write "anyOf". In an "anyOf" only two equal members are reported. `dagwire lint` decides it by proof; where that takes too long the smallest values are tried.',
    example: {
      fault: '{ "oneOf": [{ "type": "integer" }, { "type": "number" }] }',
      mend: '{ "type": "number" }',
    },
  },
  DEFINITION_UNUSED: {
    severity: "off",
    summary: "A definition that no event reaches.",
    explanation:
      'It gets neither type nor validator. `dagwire lint` reports it when its severity is set to "warning" in dagwire.config.json; list it under "types" in the manifest to export it.',
    example: { fault: '"$defs": { "old_node": { … } }', mend: '"$defs": {}' },
  },
  EXAMPLE_INVALID: {
    severity: "warning",
    summary: 'An entry of "examples" is refused by its own schema.',
    explanation:
      "Examples are documentation that people copy. The generated validator's own verdict is shown. A warning, as the output is right all the same.",
    example: { fault: '{ "type": "integer", "examples": ["3"] }', mend: '{ "type": "integer", "examples": [3] }' },
  },
  DEFAULT_INVALID: {
    severity: "warning",
    summary: '"default" is refused by its own schema.',
    explanation: "A default is a note for readers: nothing fills it in. One that the schema refuses tells them something wrong.",
    example: { fault: '{ "type": "string", "default": null }', mend: '{ "type": ["string", "null"], "default": null }' },
  },
} as const satisfies Readonly<Record<string, Rule>>;
