import type { Rule } from "./rule.js";

/** Rules about single keywords and references. */
export const keywordRules = {
  UNKNOWN_KEYWORD: {
    severity: "error",
    summary: "A schema uses a keyword that JSON Schema does not have.",
    explanation:
      'JSON Schema ignores unknown keywords, so a misspelt "requried" silently has no effect. A word that is similar to a keyword, or occurs only once or twice, is an error. A word that occurs three times or more may be intended by the authors, and is a warning. Use names that begin with "x-" or "_" for your own notes. They are not reported, except for a warning if a name is one letter away from a keyword of dagwire, as "x-sate" is from "x-state".',
    example: { fault: '{ "type": "object", "requried": ["type"] }', mend: '{ "type": "object", "required": ["type"] }' },
  },
  KEYWORD_INVALID: {
    severity: "error",
    summary: "A keyword's value has the wrong shape.",
    explanation:
      'For example, "minimum" is a string, or "required" is an object. The keyword would have no effect, or another effect than intended.',
    example: { fault: '{ "type": "number", "minimum": "3" }', mend: '{ "type": "number", "minimum": 3 }' },
  },
  SCHEMA_LIST_EMPTY: {
    severity: "error",
    summary: '"allOf", "anyOf", "oneOf" or "prefixItems" is an empty list.',
    explanation:
      "JSON Schema requires at least one schema in the list. Validators disagree about an empty list: some refuse the schema, some accept no value. `dagwire check` reads such a schema in a baseline, because that version is already published. There an empty union accepts no value.",
    example: { fault: '{ "oneOf": [] }', mend: '{ "oneOf": [{ "type": "string" }, { "type": "number" }] }' },
  },
  KEYWORD_UNSUPPORTED: {
    severity: "error",
    summary: "A schema uses a keyword that dagwire does not turn into a validator.",
    explanation:
      'dagwire resolves "$dynamicRef" and "$recursiveRef" when it generates validators: it reads a schema once for each set of dynamic anchors that applies to it. It refuses more than 1000 such sets, because a validator that ignored them would accept forbidden values. Replace "$dynamicRef" by "$ref".',
    example: { fault: '{ "$dynamicRef": "#node" }', mend: '{ "$ref": "#/$defs/node" }' },
  },
  KEYWORD_OTHER_DIALECT: {
    severity: "warning",
    summary: "A keyword does not exist in the file's dialect of JSON Schema, but in another dialect.",
    explanation:
      'The "$schema" of the file decides which keywords exist. A keyword of another dialect is ignored. Change "$schema", or use the keyword that the file\'s dialect has instead.',
    example: {
      fault: '{ "$schema": "http://json-schema.org/draft-04/schema#", "const": "a" }',
      mend: '{ "$schema": "http://json-schema.org/draft-04/schema#", "enum": ["a"] }',
    },
  },
  OPENAPI_KEYWORD: {
    severity: "warning",
    summary: "A keyword of OpenAPI has less effect in dagwire than in OpenAPI.",
    explanation:
      '"nullable" allows null only beside a "type". "discriminator" is ignored: dagwire reads the tag from the "const" in each member. "example" counts as the only entry of "examples". Each keyword is reported once for each protocol, at its first place.',
    example: { fault: '{ "nullable": true, "enum": ["a", "b"] }', mend: '{ "type": ["string", "null"], "enum": ["a", "b", null] }' },
  },
  DIALECT_UNKNOWN: {
    severity: "error",
    summary: '"$schema" names a dialect that dagwire does not read.',
    explanation: 'dagwire reads draft-04, draft-06, draft-07, 2019-09 and 2020-12. It reads a file without "$schema" as 2020-12.',
    example: {
      fault: '"$schema": "https://json-schema.org/draft/2022-12/schema"',
      mend: '"$schema": "https://json-schema.org/draft/2020-12/schema"',
    },
  },
  DIALECTS_MIXED: {
    severity: "warning",
    summary: "The files of one protocol are written in several dialects of JSON Schema.",
    explanation:
      'dagwire reads each file in its own dialect, so the output is correct. But some keywords have another meaning in each dialect: "items", "exclusiveMinimum", and keywords beside "$ref". A file without "$schema" is read as 2020-12. Name one dialect in every file.',
    example: {
      fault: 'a.json: { "$schema": "http://json-schema.org/draft-07/schema#", … }\nb.json: { "type": "object", … }',
      mend: 'a.json: { "$schema": "http://json-schema.org/draft-07/schema#", … }\nb.json: { "$schema": "http://json-schema.org/draft-07/schema#", … }',
    },
  },
  REF_NOT_FOUND: {
    severity: "error",
    summary: '"$ref" points to a schema that does not exist.',
    explanation:
      'dagwire first compares a reference with the "$id" of every schema of the protocol. Then it reads the reference as a path relative to its file. It never loads a schema from the network.',
    example: { fault: '{ "$ref": "#/$defs/nodeStatus" }', mend: '{ "$ref": "#/$defs/node_status" }' },
  },
  REF_AMBIGUOUS: {
    severity: "error",
    summary: '"$ref" points to an "$id" that two schemas have.',
    explanation:
      'dagwire cannot decide which of the two schemas the reference means. A schema in the same file as the reference has priority over others with its "$id".',
    example: {
      fault:
        'a.json: { "$id": "https://example.org/node" }\nb.json: { "$id": "https://example.org/node" }\n{ "$ref": "https://example.org/node" }',
      mend: 'a.json: { "$id": "https://example.org/node" }\nb.json: { "$id": "https://example.org/edge" }',
    },
  },
  REF_CYCLE: {
    severity: "error",
    isFixed: true,
    summary: 'A chain of "$ref" leads back to its beginning and describes no value.',
    explanation:
      "A recursive schema is valid if a property or an item is between two references to it. A chain of nothing but references has no meaning.",
    example: {
      fault: '"node": { "$ref": "#/$defs/node" }',
      mend: '"node": { "type": "object", "properties": { "next": { "$ref": "#/$defs/node" } } }',
    },
  },
  REF_SIBLING_IGNORED: {
    severity: "warning",
    summary: 'A keyword beside "$ref" is ignored in the file\'s dialect.',
    explanation:
      'Up to draft-07, every validator ignores keywords beside "$ref". A keyword that every value of the target satisfies, such as its type, is not reported. Put the "$ref" and the keyword in an "allOf", or change the file\'s dialect to 2019-09 or later.',
    example: {
      fault: '{ "$ref": "#/definitions/name", "maxLength": 20 }',
      mend: '{ "allOf": [{ "$ref": "#/definitions/name" }, { "maxLength": 20 }] }',
    },
  },
  ID_DUPLICATE: {
    severity: "warning",
    summary: 'Two schemas have the same "$id".',
    explanation:
      'A reference to an "$id" that two schemas have could mean either schema. dagwire reports such a reference as an error: REF_AMBIGUOUS.',
    example: {
      fault: 'a.json: { "$id": "https://example.org/node" }\nb.json: { "$id": "https://example.org/node" }',
      mend: 'a.json: { "$id": "https://example.org/node" }\nb.json: { "$id": "https://example.org/edge" }',
    },
  },
  PATTERN_INVALID: {
    severity: "error",
    summary: 'A regular expression does not compile under the flag "u".',
    explanation:
      "Patterns in JSON Schema are ECMAScript expressions with the flag u. Syntax of other languages, such as inline flags, \\A or \\Z, is an error.",
    example: { fault: '{ "pattern": "\\\\A[a-z]+\\\\Z" }', mend: '{ "pattern": "^[a-z]+$" }' },
  },
  PATTERN_LEGACY: {
    severity: "warning",
    summary: 'A regular expression compiles only without the flag "u".',
    explanation:
      'Without the flag "u", an unnecessary escape such as "\\-" outside a class means the character itself. The same holds for a brace that repeats nothing, and for "-" in "[\\w-.]". dagwire reads such patterns as they are meant without the flag. Validators that compile patterns with the flag, as the specification recommends, refuse the schema.',
    example: { fault: '{ "pattern": "^a\\\\-b$" }', mend: '{ "pattern": "^a-b$" }' },
  },
  PATTERN_EXPONENTIAL: {
    severity: "error",
    summary: "A regular expression takes exponential time on some texts.",
    explanation:
      "With such an expression, a string of 40 characters can block the process for hours. So every client that may send a message can stop the server. The usual cause is a quantifier inside a quantified group. Upper bounds do not help if their product is large: dagwire reports a pattern that can match in more than 10,000,000 ways. Write the pattern so that each character can match in one way only.",
    example: {
      fault: '{ "type": "string", "pattern": "^(\\\\w+\\\\s?)+$" }',
      mend: '{ "type": "string", "pattern": "^\\\\w+(\\\\s\\\\w+)*$" }',
    },
  },
  PATTERN_POLYNOMIAL: {
    severity: "warning",
    summary: "A regular expression takes time that grows with a power of the text's length.",
    explanation:
      'The pattern is fast for short strings and slow for long ones. Add a "maxLength" beside the pattern: validators check the length first. A pattern such as "a+$" is tried from each character of the text; with "^" at its beginning it is tried once.',
    example: {
      fault: '{ "type": "string", "pattern": "^\\\\d*\\\\s*\\\\d*$" }',
      mend: '{ "type": "string", "pattern": "^\\\\d*\\\\s*\\\\d*$", "maxLength": 200 }',
    },
  },
  FORMAT_UNKNOWN: {
    severity: "warning",
    summary: 'A schema has a "format" that dagwire does not check.',
    explanation:
      'Validators check the type of the value and ignore the format, which only the documentation shows. Add a "pattern" if the format matters.',
    example: { fault: '{ "type": "string", "format": "datetime" }', mend: '{ "type": "string", "format": "date-time" }' },
  },
} as const satisfies Readonly<Record<string, Rule>>;
