import type { Rule } from "./rule.js";

/** Rules about single keywords and references. */
export const keywordRules = {
  UNKNOWN_KEYWORD: {
    severity: "error",
    summary: "A schema uses a keyword that JSON Schema does not have.",
    explanation:
      'JSON Schema ignores unknown keywords, so a misspelt "requried" constrains nothing and nobody notices. A word close to a keyword is an error, and so is one that occurs only once or twice; a word that occurs three times or more is taken for a vocabulary of the schema\'s authors and is a warning. Names that begin with "x-" or "_" are never reported: use them for notes of your own.',
    example: { fault: '{ "type": "object", "requried": ["type"] }', mend: '{ "type": "object", "required": ["type"] }' },
  },
  KEYWORD_INVALID: {
    severity: "error",
    summary: "A keyword's value has the wrong shape.",
    explanation:
      'For example a string under "minimum", or an object under "required". The keyword would constrain nothing, or something else than meant.',
    example: { fault: '{ "type": "number", "minimum": "3" }', mend: '{ "type": "number", "minimum": 3 }' },
  },
  KEYWORD_UNSUPPORTED: {
    severity: "error",
    summary: "A schema uses a keyword that dagwire does not turn into a validator.",
    explanation:
      '"$dynamicRef" and "$recursiveRef" are resolved when validators are generated: a schema is read once for each set of dynamic anchors that are in force where it is reached. Anchors that combine in more than 1000 ways are refused rather than ignored, as a validator that skips a constraint accepts what the schema forbids. Replace "$dynamicRef" by "$ref".',
    example: { fault: '{ "$dynamicRef": "#node" }', mend: '{ "$ref": "#/$defs/node" }' },
  },
  KEYWORD_OTHER_DIALECT: {
    severity: "warning",
    summary: "A keyword belongs to another dialect of JSON Schema than the file's.",
    explanation:
      'The file\'s "$schema" decides which keywords exist; there the keyword is ignored. Change "$schema", or write what the dialect has instead.',
    example: {
      fault: '{ "$schema": "http://json-schema.org/draft-04/schema#", "const": "a" }',
      mend: '{ "$schema": "http://json-schema.org/draft-04/schema#", "enum": ["a"] }',
    },
  },
  OPENAPI_KEYWORD: {
    severity: "warning",
    summary: "A word of OpenAPI means less here than in OpenAPI.",
    explanation:
      '"nullable" allows null only beside a "type"; "discriminator" is a note, the tag is read from the "const" in each member; "example" is read as the one entry of "examples". Each word is told once a protocol, at its first place.',
    example: { fault: '{ "nullable": true, "enum": ["a", "b"] }', mend: '{ "type": ["string", "null"], "enum": ["a", "b", null] }' },
  },
  DIALECT_UNKNOWN: {
    severity: "error",
    summary: '"$schema" names a dialect that dagwire does not read.',
    explanation: 'Read are draft-04, draft-06, draft-07, 2019-09 and 2020-12. A file without "$schema" is read as 2020-12.',
    example: {
      fault: '"$schema": "https://json-schema.org/draft/2022-12/schema"',
      mend: '"$schema": "https://json-schema.org/draft/2020-12/schema"',
    },
  },
  DIALECTS_MIXED: {
    severity: "warning",
    summary: "The files of one protocol are written in several dialects of JSON Schema.",
    explanation:
      'Each file is read in its own dialect, so the output is right. The same words mean different things in them, though ("items", "exclusiveMinimum", what stands beside "$ref"), and a file without "$schema" is read as 2020-12. Name one dialect in every file.',
    example: {
      fault: 'a.json: { "$schema": "http://json-schema.org/draft-07/schema#", … }\nb.json: { "type": "object", … }',
      mend: 'a.json: { "$schema": "http://json-schema.org/draft-07/schema#", … }\nb.json: { "$schema": "http://json-schema.org/draft-07/schema#", … }',
    },
  },
  REF_NOT_FOUND: {
    severity: "error",
    summary: '"$ref" points to nothing.',
    explanation:
      'A reference is looked up by the "$id" of every schema of the protocol, then as a path relative to the file that holds it. Nothing is fetched from the network.',
    example: { fault: '{ "$ref": "#/$defs/nodeStatus" }', mend: '{ "$ref": "#/$defs/node_status" }' },
  },
  REF_AMBIGUOUS: {
    severity: "error",
    summary: '"$ref" points to an "$id" that two schemas have.',
    explanation: 'Which of the two is meant cannot be told. A schema in the file of the reference goes before others of its "$id".',
    example: {
      fault:
        'a.json: { "$id": "https://example.org/node" }\nb.json: { "$id": "https://example.org/node" }\n{ "$ref": "https://example.org/node" }',
      mend: 'a.json: { "$id": "https://example.org/node" }\nb.json: { "$id": "https://example.org/edge" }',
    },
  },
  REF_CYCLE: {
    severity: "error",
    summary: 'A chain of "$ref" leads back to itself without describing anything.',
    explanation:
      "A recursive schema is fine when something lies between: an object's property, an array's items. A chain of bare references has no meaning.",
    example: {
      fault: '"node": { "$ref": "#/$defs/node" }',
      mend: '"node": { "type": "object", "properties": { "next": { "$ref": "#/$defs/node" } } }',
    },
  },
  REF_SIBLING_IGNORED: {
    severity: "warning",
    summary: 'A keyword beside "$ref" is ignored in the file\'s dialect.',
    explanation:
      'Up to draft-07 a "$ref" stands alone: what is written beside it constrains nothing, in every validator. Put the two in an "allOf", or move the file to 2019-09 or later.',
    example: {
      fault: '{ "$ref": "#/definitions/name", "maxLength": 20 }',
      mend: '{ "allOf": [{ "$ref": "#/definitions/name" }, { "maxLength": 20 }] }',
    },
  },
  ID_DUPLICATE: {
    severity: "warning",
    summary: 'Two schemas have the same "$id".',
    explanation: "A reference to it would take one of the two by chance, which is an error where there is such a reference: REF_AMBIGUOUS.",
    example: {
      fault: 'a.json: { "$id": "https://example.org/node" }\nb.json: { "$id": "https://example.org/node" }',
      mend: 'a.json: { "$id": "https://example.org/node" }\nb.json: { "$id": "https://example.org/edge" }',
    },
  },
  PATTERN_INVALID: {
    severity: "error",
    summary: 'A regular expression does not compile under the flag "u".',
    explanation:
      "JSON Schema's patterns are ECMAScript with Unicode. What other languages add, such as an inline flag or \\A and \\Z, is an error there.",
    example: { fault: '{ "pattern": "\\\\A[a-z]+\\\\Z" }', mend: '{ "pattern": "^[a-z]+$" }' },
  },
  PATTERN_LEGACY: {
    severity: "warning",
    summary: 'A regular expression compiles only without the flag "u".',
    explanation:
      'Without the flag a needless escape such as "\\-" outside a class, a brace that repeats nothing and "[\\w-.]" stand for the character itself, and so they are read. Validators that compile patterns with the flag, as the specification advises, refuse the schema.',
    example: { fault: '{ "pattern": "^a\\\\-b$" }', mend: '{ "pattern": "^a-b$" }' },
  },
  PATTERN_EXPONENTIAL: {
    severity: "error",
    summary: "A regular expression takes exponential time on some texts.",
    explanation:
      "A message of 40 characters can then keep the process busy for hours: whoever may send a message can stop the server. Quantifiers inside quantified groups are the usual cause. Write the pattern so that each character can be matched in one way only.",
    example: {
      fault: '{ "type": "string", "pattern": "^(\\\\w+\\\\s?)+$" }',
      mend: '{ "type": "string", "pattern": "^\\\\w+(\\\\s\\\\w+)*$" }',
    },
  },
  PATTERN_POLYNOMIAL: {
    severity: "warning",
    summary: "A regular expression takes time that grows with a power of the text's length.",
    explanation:
      'Harmless for short texts, slow for long ones. A "maxLength" beside the pattern bounds it, as the length is checked first.',
    example: {
      fault: '{ "type": "string", "pattern": "^\\\\d*\\\\s*\\\\d*$" }',
      mend: '{ "type": "string", "pattern": "^\\\\d*\\\\s*\\\\d*$", "maxLength": 200 }',
    },
  },
  FORMAT_UNKNOWN: {
    severity: "warning",
    summary: "A format that dagwire does not check.",
    explanation: 'The value\'s type is checked, the format is only noted in the documentation. Add a "pattern" where it matters.',
    example: { fault: '{ "type": "string", "format": "datetime" }', mend: '{ "type": "string", "format": "date-time" }' },
  },
} as const satisfies Readonly<Record<string, Rule>>;
