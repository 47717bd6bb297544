import type { Rule } from "./rule.js";

/** Rules about files, the config, the manifest, and JSON itself. */
export const inputRules = {
  FILE_NOT_FOUND: {
    severity: "error",
    summary: "A file that the config or the manifest names does not exist.",
    explanation:
      "Paths in dagwire.config.json are relative to that file, paths in a manifest to the manifest. A pattern that matches no file is reported too: an event that silently vanishes from a protocol is worse than a failed run.",
    example: { fault: '"server": ["servr/*.schema.json"]', mend: '"server": ["server/*.schema.json"]' },
  },
  FILE_UNREADABLE: {
    severity: "error",
    summary: "A file exists but cannot be read.",
    explanation: "Check its permissions, and that it is a file and not a folder.",
    example: { fault: '"server": ["server"]', mend: '"server": ["server/*.schema.json"]' },
  },
  FILE_TOO_LARGE: {
    severity: "error",
    summary: "A schema file is larger than 16 MiB, or all of them together are larger than 32 MiB.",
    explanation:
      "Schemas are read whole into memory. Files of this size are almost always data; point the manifest at the schemas themselves.",
    example: { fault: '"server": ["recordings/*.json"]', mend: '"server": ["schema/*.json"]' },
  },
  JSON_INVALID: {
    severity: "error",
    summary: "A file is not JSON.",
    explanation: "The position is the first character that cannot stand there. Comments and trailing commas are not JSON.",
    example: { fault: '{ "type": "object", }', mend: '{ "type": "object" }' },
  },
  JSON_KEY_DUPLICATE: {
    severity: "error",
    summary: "A JSON object has the same key twice.",
    explanation:
      "JSON.parse keeps the last of them and drops the others without a word, so half of what is written holds. Where both have the same value it is a warning.",
    example: {
      fault: '{ "required": ["type"], "required": ["node_id"] }',
      mend: '{ "required": ["type", "node_id"] }',
    },
  },
  SCHEMA_TOO_DEEP: {
    severity: "error",
    summary: "A file nests more than 500 levels, or schemas refer to one another in a chain too long to follow.",
    explanation:
      'No schema that people write is that deep; a program that writes one has mostly lost its way. Give the parts names under "$defs" and refer to them.',
    example: { fault: '{"not":{"not":{"not":{"not":{"not": … }}}}}', mend: '{ "$ref": "#/$defs/node" }' },
  },
  UNKNOWN_OPTION: {
    severity: "error",
    summary: "The config or the manifest has an option that does not exist.",
    explanation: "An ignored option is a setting that one believes in and does not have. The message names the nearest existing option.",
    example: {
      fault: '{ "schema": "schema/protocol.json", "outDir": "generated" }',
      mend: '{ "schema": "schema/protocol.json", "out": "generated" }',
    },
  },
  OPTION_INVALID: {
    severity: "error",
    summary: "An option of the config or the manifest has a value of the wrong shape.",
    explanation: 'The message says what the option takes. Editors check it too when the file has the "$schema" that `dagwire init` writes.',
    example: { fault: '"version": 1', mend: '"version": "1.0.0"' },
  },
} as const satisfies Readonly<Record<string, Rule>>;
