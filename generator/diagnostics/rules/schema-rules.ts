import type { Rule } from "./rule.js";

/** Rules about the meaning of whole schemas. */
export const schemaRules = {
  REQUIRED_NAME_UNDECLARED: {
    severity: "warning",
    summary: '"required" names a property that no "properties" declares.',
    explanation:
      "The usual cause is a misspelt name: validators then refuse every message, because no sender adds the property. This is an error if a declared name is similar, or if the object is closed, because then no message is valid. If the name is correct, declare the property with an empty schema.",
    example: {
      fault: '{ "properties": { "node_id": { "type": "string" } }, "required": ["node_di"] }',
      mend: '{ "properties": { "node_id": { "type": "string" } }, "required": ["node_id"] }',
    },
  },
  SCHEMA_ACCEPTS_ANYTHING: {
    severity: "warning",
    summary: "The whole schema of an event or of a definition accepts every value.",
    explanation:
      "If a schema accepts every value, its generated type is unknown, and its validator refuses nothing. A property or an item may be {} without a warning, but a schema with a name should restrict something. If every value is allowed, write true as the schema.",
    example: {
      fault: '"$defs": { "settings": { "description": "Settings." } }',
      mend: '"$defs": { "settings": { "description": "Settings.", "type": "object" } }',
    },
  },
  SCHEMA_UNSATISFIABLE: {
    severity: "error",
    summary: "No value satisfies the schema.",
    explanation:
      'For example, "minimum" is greater than "maximum", all values contradict "type", or the schema of a required property is false. Validators refuse every message that has a value at this place. In a branch of a union this is a warning, because other branches may match.',
    example: { fault: '{ "type": "integer", "minimum": 10, "maximum": 1 }', mend: '{ "type": "integer", "minimum": 1, "maximum": 10 }' },
  },
  ENUM_VALUE_EXCLUDED: {
    severity: "warning",
    summary: 'A value of "enum" is refused by the "type" beside it.',
    explanation:
      'A value of "enum" that "type" refuses can never be sent. The usual cause is a "null" that is missing in "type", or a number in quotes.',
    example: { fault: '{ "type": "string", "enum": ["a", null] }', mend: '{ "type": ["string", "null"], "enum": ["a", null] }' },
  },
  UNIQUE_ITEMS_UNBOUNDED: {
    severity: "warning",
    summary: 'A list of objects or lists has "uniqueItems" without "maxItems".',
    explanation:
      'To compare objects or lists for "uniqueItems", validators write each item as text, which needs memory for the whole list. Add a "maxItems" to limit the memory.',
    example: {
      fault: '{ "type": "array", "items": { "type": "object" }, "uniqueItems": true }',
      mend: '{ "type": "array", "items": { "type": "object" }, "uniqueItems": true, "maxItems": 1000 }',
    },
  },
  UNION_MEMBERS_OVERLAP: {
    severity: "warning",
    summary: "The same value satisfies two members of a union.",
    explanation:
      '"oneOf" refuses a value that satisfies two of its members, so validators refuse messages that should be valid. The finding shows such a value. Give each member a required constant of its own, or write "anyOf". In an "anyOf" only members with the same schema are reported. `dagwire lint` searches for the value by a proof. If the proof takes too long, `dagwire lint` tries only the smallest values.',
    example: {
      fault: '{ "oneOf": [{ "type": "integer" }, { "type": "number" }] }',
      mend: '{ "type": "number" }',
    },
  },
  DEFINITION_UNUSED: {
    severity: "off",
    summary: "A definition that no event reaches.",
    explanation:
      'dagwire generates neither a type nor a validator for the definition. To see such definitions, set this rule to "warning" in dagwire.config.json. To export one, list it under "types" in the manifest.',
    example: { fault: '"$defs": { "old_node": { … } }', mend: '"$defs": {}' },
  },
  SERVER_ENUM_CLOSED: {
    severity: "off",
    summary: "A server event has an enumeration that no later version can extend.",
    explanation:
      'Clients that are deployed refuse a value that their version does not list, so a new value is a breaking change. With "x-open" clients accept the new value, and their code has a branch for unlisted values. To see such enumerations in `dagwire lint`, set this rule to "warning" in dagwire.config.json. Keep the enumeration closed if it will never get another value.',
    example: {
      fault: '"status": { "enum": ["pending", "running"] }',
      mend: '"status": { "x-open": true, "anyOf": [{ "enum": ["pending", "running"] }, { "type": "string", "maxLength": 64 }] }',
    },
  },
  EXAMPLE_INVALID: {
    severity: "warning",
    summary: 'An entry of "examples" is refused by its own schema.',
    explanation:
      "People copy examples from the documentation. The finding shows why the generated validator refuses the example. This is a warning, because the output is correct.",
    example: { fault: '{ "type": "integer", "examples": ["3"] }', mend: '{ "type": "integer", "examples": [3] }' },
  },
  DEFAULT_INVALID: {
    severity: "warning",
    summary: '"default" is refused by its own schema.',
    explanation: "A default only informs people: dagwire never adds it to a message. A default that the schema refuses misleads them.",
    example: { fault: '{ "type": "string", "default": null }', mend: '{ "type": ["string", "null"], "default": null }' },
  },
} as const satisfies Readonly<Record<string, Rule>>;
