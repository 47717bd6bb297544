import type { Rule } from "./rule.js";

/** Rules about files, the config, the manifest, and JSON itself. */
export const inputRules = {
  FILE_NOT_FOUND: {
    severity: "error",
    summary: "A file that the config or the manifest names does not exist.",
    explanation:
      "Paths in dagwire.config.json are relative to that file, paths in a manifest to the manifest. A pattern that matches no file is reported too, because otherwise an event could disappear from a protocol unnoticed.",
    example: { fault: '"server": ["servr/*.schema.json"]', mend: '"server": ["server/*.schema.json"]' },
  },
  FILE_UNREADABLE: {
    severity: "error",
    summary: "A file exists but cannot be read.",
    explanation: "Check the permissions of the file, and that its path does not lead to a folder.",
    example: { fault: '"server": ["server"]', mend: '"server": ["server/*.schema.json"]' },
  },
  FILE_TOO_LARGE: {
    severity: "error",
    summary: "A schema file is larger than 16 MiB, or all schema files together are larger than 32 MiB.",
    explanation:
      "dagwire reads whole schema files into memory. Files above the limit are almost always data. Name only the schemas in the manifest.",
    example: { fault: '"server": ["recordings/*.json"]', mend: '"server": ["schema/*.json"]' },
  },
  JSON_INVALID: {
    severity: "error",
    summary: "A file is not JSON.",
    explanation: "The finding points to the first character that JSON does not allow. JSON has no comments and no trailing commas.",
    example: { fault: '{ "type": "object", }', mend: '{ "type": "object" }' },
  },
  JSON_KEY_DUPLICATE: {
    severity: "error",
    summary: "A JSON object has the same key twice.",
    explanation:
      "JSON.parse keeps the last value and silently drops the others, so a part of the file has no effect. If both values are equal, this is a warning.",
    example: {
      fault: '{ "required": ["type"], "required": ["node_id"] }',
      mend: '{ "required": ["type", "node_id"] }',
    },
  },
  SCHEMA_TOO_DEEP: {
    severity: "error",
    summary: "A file has more than 500 nested levels, or a chain of references is too long to follow.",
    explanation:
      'Schemas written by people never have 500 nested levels. If a program wrote the schema, look for a mistake in the program. Name the parts under "$defs" and refer to them.',
    example: { fault: '{"not":{"not":{"not":{"not":{"not": … }}}}}', mend: '{ "$ref": "#/$defs/node" }' },
  },
  UNKNOWN_OPTION: {
    severity: "error",
    isFixed: true,
    summary: "The config or the manifest has an option that does not exist.",
    explanation:
      "If dagwire ignored the option, the author of the file would not notice that the option has no effect. The message names the most similar option.",
    example: {
      fault: '{ "schema": "schema/protocol.json", "outDir": "generated" }',
      mend: '{ "schema": "schema/protocol.json", "out": "generated" }',
    },
  },
  OPTION_INVALID: {
    severity: "error",
    isFixed: true,
    summary: "An option of the config or the manifest has a value of the wrong shape.",
    explanation:
      'The message says which values the option accepts. Editors check the values of options too if the file has the "$schema" that `dagwire init` writes.',
    example: { fault: '"version": 1', mend: '"version": "1.0.0"' },
  },
} as const satisfies Readonly<Record<string, Rule>>;
