import { describe, expect, test } from "vitest";
import { formatText } from "../../../../generator/diagnostics/format-text.js";
import { defaultRuntime } from "../../../../generator/config/load-config.js";
import { lintProver } from "../../../../generator/check/provers.js";
import { modelProtocol } from "../../../../generator/pipeline/read-protocol.js";
import { eventSchema, manifest, temporaryFolder } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";

/** Returns the output of `dagwire lint`, one line for each finding. */
function lint(contents: FolderContents, severity: Readonly<Record<string, "warning">> = {}): string {
  const folder = temporaryFolder({ "protocol.json": manifest({ server: ["e.json"] }), ...contents });
  const plan = { manifestPath: `${folder}/protocol.json`, outPath: `${folder}/out`, runtime: defaultRuntime };
  return formatText(modelProtocol(folder, plan, severity, { isThorough: true, prover: lintProver() }).diagnostics);
}

const event = (properties: object, more: object = {}): FolderContents => ({ "e.json": { ...eventSchema("a", properties), ...more } });
const draft7 = { $schema: "http://json-schema.org/draft-07/schema#" };

const found: readonly [name: string, contents: FolderContents, want: string][] = [
  [
    "an example that its schema refuses, with the validator's reason",
    event({ x: { type: "object", properties: { n: { type: "integer" } }, examples: [{ n: 1 }, { n: "1" }] } }),
    'e.json:18:9 warning EXAMPLE_INVALID: The example {"n":"1"} is refused by its own schema: at /n: expected integer, got "1".',
  ],
  ["an example of OpenAPI", event({ x: { type: "integer", example: "1" } }), 'e.json:9:18 warning EXAMPLE_INVALID: The example "1"'],
  [
    "a default that its schema refuses",
    event({ x: { type: "string", default: null } }),
    "e.json:9:18 warning DEFAULT_INVALID: The default null",
  ],
  [
    "a definition that accepts everything",
    event({ x: { $ref: "#/$defs/any" } }, { $defs: { any: { description: "Anything." } } }),
    "warning SCHEMA_ACCEPTS_ANYTHING: The schema of this definition accepts every value",
  ],
  [
    "a format of another tool, with an equivalent range",
    event({ x: { type: "integer", format: "uint16" } }),
    'e.json:9:17 warning FORMAT_UNKNOWN: "uint16" is not a format that the validators check. Write its range: "minimum": 0, "maximum": 65535.',
  ],
  ["a misspelt format", event({ x: { type: "string", format: "datetime" } }), 'Did you mean "date-time"?'],
  ["an exponential pattern", event({ x: { type: "string", pattern: "^(\\w+\\s?)+$" } }), "e.json:9:18 error PATTERN_EXPONENTIAL"],
  [
    "a pattern whose bounds only look harmless",
    event({ x: { type: "string", pattern: "^(a{0,9}){9}$", maxLength: 99 } }),
    'e.json:9:18 error PATTERN_EXPONENTIAL: "^(a{0,9}){9}$" can take more than 10,000,000 steps on a short text',
  ],
  [
    "a pattern that may begin anywhere",
    event({ x: { type: "string", pattern: "a+$" } }),
    'e.json:9:18 warning PATTERN_POLYNOMIAL: "a+$" is tried from each character of a text, so the time grows with the square',
  ],
  [
    "a polynomial pattern",
    event({ x: { type: "string", pattern: "^a*b*a*$" } }),
    'e.json:9:18 warning PATTERN_POLYNOMIAL: "^a*b*a*$" can take time',
  ],
  ["a polynomial pattern of a key", event({ x: { patternProperties: { "^a*b*a*$": {} } } }), "e.json:9:9 warning PATTERN_POLYNOMIAL"],
  [
    "unique objects without a bound",
    event({ x: { type: "array", items: { type: "object" }, uniqueItems: true } }),
    'e.json:12:7 warning UNIQUE_ITEMS_UNBOUNDED: "uniqueItems" compares items that are objects or lists, but nothing limits the number of items. Add "maxItems".',
  ],
  [
    "two dialects in a protocol, once",
    {
      ...event({ x: { $ref: "d.json" }, y: { $ref: "f.json" } }),
      "d.json": { ...draft7, type: "string" },
      "f.json": { ...draft7, type: "number" },
    },
    'd.json:2:14 warning DIALECTS_MIXED: This file is read as draft-07; most files of the protocol are 2020-12. Name one dialect in the "$schema" of every file.',
  ],
  [
    "an assertion beside $ref in an old draft",
    event({ x: { $ref: "#/definitions/n", maxLength: 3 } }, { ...draft7, definitions: { n: { type: "string" } } }),
    'e.json:9:7 warning REF_SIBLING_IGNORED: "maxLength" beside "$ref" is ignored in draft-07.',
  ],
  [
    "nullable without a type",
    event({ x: { nullable: true, enum: ["a"] } }),
    'e.json:8:7 warning OPENAPI_KEYWORD: "nullable" allows null only beside a "type", so null is refused here.',
  ],
  [
    "a discriminator's mapping",
    event({ x: { discriminator: { propertyName: "k", mapping: { a: "#" } }, oneOf: [{ type: "string" }] } }),
    'warning OPENAPI_KEYWORD: "discriminator/mapping" is ignored',
  ],
  [
    "a key that occurs twice with two values",
    {
      "e.json":
        '{\n  "type": "object",\n  "properties": { "type": { "const": "b" } },\n  "properties": { "type": { "const": "a" } },\n  "required": ["type"]\n}\n',
    },
    'e.json:4:3 error JSON_KEY_DUPLICATE: "properties" appears twice in this object; the first value is lost. Join the two values under one key, or remove one of the keys.',
  ],
  [
    "a minimum above the maximum",
    event({ x: { type: "integer", minimum: 5, maximum: 1 } }),
    'error SCHEMA_UNSATISFIABLE: No number has "minimum" 5 and "maximum" 1.',
  ],
  [
    "a minLength above the maxLength",
    event({ x: { minLength: 5, maxLength: 1 } }),
    'error SCHEMA_UNSATISFIABLE: No string has "minLength" 5 and "maxLength" 1.',
  ],
  [
    "a const that contradicts its type",
    event({ x: { type: "string", const: 1 } }),
    'error SCHEMA_UNSATISFIABLE: "const" 1 is not of type string.',
  ],
  [
    "an enum that contradicts its type",
    event({ x: { type: "string", enum: [1, 2] } }),
    'error SCHEMA_UNSATISFIABLE: No value of "enum" is of type string.',
  ],
  [
    "one value that contradicts its type",
    event({ x: { type: "string", enum: ["a", null] } }),
    "e.json:11:9 warning ENUM_VALUE_EXCLUDED: null is not of type string",
  ],
  [
    "a required property whose schema is false",
    { "e.json": { ...eventSchema("a", { x: false }, ["x"]) } },
    'e.json:7:10 error SCHEMA_UNSATISFIABLE: "x" is required, but its schema is false.',
  ],
  [
    "a required name that a closed object forbids",
    { "e.json": { ...eventSchema("a", {}, ["other"]), additionalProperties: false } },
    'e.json:10:5 error REQUIRED_NAME_UNDECLARED: "required" names "other", which "properties" does not declare. The object is closed, so no value satisfies it.',
  ],
  [
    "types that have nothing in common",
    event({ x: { allOf: [{ type: "string" }, { type: "number" }] } }),
    'error SCHEMA_UNSATISFIABLE: "allOf" joins schemas whose types have nothing in common.',
  ],
  [
    "a branch that no value satisfies, as a warning",
    event({ x: { anyOf: [{ type: "string" }, { type: "string", const: 1 }] } }),
    'warning SCHEMA_UNSATISFIABLE: "const" 1 is not of type string.',
  ],
  [
    "two members of a union that the same value satisfies, with the value",
    event({ x: { oneOf: [{ type: "integer" }, { type: "number" }] } }),
    'e.json:12:9 warning UNION_MEMBERS_OVERLAP: 0 satisfies members 1 and 2 of "oneOf", so it is refused.',
  ],
  [
    "two objects with the same tag",
    event({ x: { oneOf: [eventSchema("k", { n: { type: "number" } }), eventSchema("k", { m: { type: "number" } })] } }),
    'warning UNION_MEMBERS_OVERLAP: {"type":"k"} satisfies members 1 and 2 of "oneOf", so it is refused.',
  ],
  [
    "a member whose messages another member accepts too, by proof",
    event({
      x: {
        oneOf: [
          { type: "string", pattern: "^a+$" },
          { type: "string", minLength: 3 },
        ],
      },
    }),
    'warning UNION_MEMBERS_OVERLAP: "aaa" satisfies members 1 and 2 of "oneOf", so it is refused.',
  ],
  [
    "an event that no message satisfies",
    event(
      {},
      {
        allOf: [
          { properties: { n: { minimum: 3 } }, required: ["n"] },
          { properties: { n: { type: "integer", maximum: 2 } } },
          { properties: { n: { type: "number" } } },
        ],
      },
    ),
    "error EVENT_UNSATISFIABLE: No message satisfies the schema of this event, because parts of the schema exclude one another.",
  ],
  [
    "two equal members",
    event({ x: { anyOf: [{ type: "string" }, { type: "string", title: "T" }] } }),
    'Member 2 of "anyOf" says the same as member 1.',
  ],
];

/** Keywords beside a `$ref` in draft-07 that every value of the reference's target satisfies. */
const implied: readonly [name: string, target: object, beside: object][] = [
  ["the type of the target", { type: "object" }, { type: "object" }],
  ["a type among several", { type: "string" }, { type: ["string", "null"] }],
  ["the type of all members of a union", { oneOf: [{ type: "object" }, { $ref: "#/definitions/o" }] }, { type: "object" }],
  ["names that a base requires", { allOf: [{ $ref: "#/definitions/o" }] }, { required: ["k"] }],
  ["properties without a restriction", { type: "object" }, { properties: { a: {}, b: { description: "B." } } }],
  ["a property as the target declares it", { properties: { a: { type: "string" } } }, { properties: { a: { type: "string" } } }],
  ["the same limit", { maxLength: 3 }, { maxLength: 3 }],
  [
    "limits of zero, and schemas of everything",
    {},
    { minItems: 0, items: {}, uniqueItems: false, additionalProperties: true, required: [] },
  ],
  ["values that the target is among", { const: 1 }, { enum: [1, 2] }],
];

/** Keywords beside a `$ref` in draft-07 that some value of the reference's target does not satisfy. */
const restricting: readonly [name: string, target: object, beside: object][] = [
  ["a narrower type", { type: ["object", "null"] }, { type: "object" }],
  ["the type of some members of a union", { anyOf: [{ type: "object" }, { type: "string" }] }, { type: "object" }],
  ["names that are optional in the target", { properties: { k: {} } }, { required: ["k"] }],
  ["a property that the target does not restrict", { properties: { a: {} } }, { properties: { a: { type: "string" } } }],
  ["a property that refers to a schema", {}, { properties: { a: { $ref: "#/definitions/o" } } }],
  ["values of which the target has more", { enum: [1, 2, 3] }, { enum: [1, 2] }],
  ["a schema of the target's other properties", { type: "object" }, { additionalProperties: false }],
];

const besideRef = (target: object, beside: object): string =>
  lint(
    event(
      { x: { $ref: "#/definitions/n", ...beside } },
      { ...draft7, definitions: { n: target, o: { type: "object", properties: { k: {} }, required: ["k"] } } },
    ),
  );

describe("no finding is about", () => {
  test.each<[name: string, contents: FolderContents]>([
    ["a format of integers beside its range", event({ x: { type: ["integer", "null"], format: "uint16", minimum: 0, maximum: 65_535 } })],
    [
      "int64 and uint64 beside what their hints ask for",
      event({ x: { type: "integer", format: "int64" }, y: { type: "integer", format: "uint64", minimum: 0 } }),
    ],
    [
      "an example in a document of OpenAPI",
      {
        "protocol.json": manifest({ server: ["api.json#/components/schemas/A"] }),
        "api.json": { openapi: "3.1.0", components: { schemas: { A: eventSchema("a", { x: { type: "string", example: "b" } }) } } },
      },
    ],
  ])("%s", (_name, contents) => {
    expect(lint(contents)).toBe("");
  });
});

describe("beside a $ref in draft-07, no finding is about", () => {
  test.each(implied)("%s", (_name, target, beside) => {
    expect(besideRef(target, beside)).not.toContain("REF_SIBLING_IGNORED");
  });
});

describe("beside a $ref in draft-07, a finding is about", () => {
  test.each(restricting)("%s", (_name, target, beside) => {
    expect(besideRef(target, beside)).toContain("REF_SIBLING_IGNORED");
  });
});

describe("lint finds", () => {
  test.each(found)("%s", (_name, contents, want) => {
    expect(lint(contents)).toContain(want);
  });

  test("unreachable definitions, if the config asks for them", () => {
    const contents = event({ x: { $ref: "#/$defs/used" } }, { $defs: { used: { type: "string" }, gone: { type: "string" } } });
    expect(lint(contents)).toBe("");
    expect(lint(contents, { DEFINITION_UNUSED: "warning" })).toBe(
      'e.json:18:5 warning DEFINITION_UNUSED: No event reaches the definition "gone". Remove the definition, or list it under "types" in the manifest.\n',
    );
  });
});

const opened = (...values: readonly string[]): object => ({ "x-open": true, anyOf: [{ enum: values }, { type: "string", maxLength: 64 }] });

describe("an enum of a server event that no version can extend", () => {
  const severity = { SERVER_ENUM_CLOSED: "warning" } as const;
  const line = (place: string): string =>
    `e.json:${place} warning SERVER_ENUM_CLOSED: A server event has this list of 2 values, and clients of this version refuse any other value. If a later version may add a value, write { "x-open": true, "anyOf": [{ "enum": [ … ] }, { "type": "string", "maxLength": 64 }] }.\n`;

  test("is found if the config asks for it, also behind a reference", () => {
    const contents = event({ x: { $ref: "#/$defs/x" }, y: { $ref: "#/$defs/x" } }, { $defs: { x: { enum: ["a", "b"] } } });
    expect(lint(contents)).toBe("");
    expect(lint(contents, severity)).toBe(line("19:7"));
  });

  test("is neither an open enum, nor suggestions, nor a tag, nor a list of one value, nor in a client's event", () => {
    const tag = {
      type: "object",
      properties: {
        type: { enum: ["a", "b"] },
        x: opened("a", "b"),
        y: { enum: ["a"] },
        z: { anyOf: [{ enum: ["a", "b"] }, { type: "string" }] },
      },
      required: ["type"],
    };
    const contents = {
      "protocol.json": manifest({ server: ["e.json"], client: ["c.json"] }),
      "e.json": tag,
      "c.json": eventSchema("c", { x: { enum: ["a", "b"] } }),
    };
    expect(lint(contents, severity)).toBe("");
  });
});

const silent: readonly [name: string, contents: FolderContents][] = [
  ["a property that may have any value", event({ x: {} })],
  ["a definition that is true", event({ x: { $ref: "#/$defs/any" } }, { $defs: { any: true } })],
  [
    "a linear pattern, and a polynomial one with maxLength",
    event({ x: { pattern: "^[a-z]+@[a-z]+$" }, y: { pattern: "^a*b*a*$", maxLength: 100 } }),
  ],
  [
    "members that a tag, a type, or their required properties distinguish",
    event({ x: { oneOf: [eventSchema("k"), eventSchema("l"), { type: "string" }] } }),
  ],
  [
    "open members without a tag, each of which requires a property that the other does not name",
    event({
      x: {
        oneOf: [
          { type: "object", properties: { a: {} }, required: ["a"] },
          { type: "object", properties: { b: {} }, required: ["b"] },
        ],
      },
    }),
  ],
  [
    "exclusive requirements",
    event({ x: { type: "object", properties: { a: {}, b: {} }, oneOf: [{ required: ["a"] }, { required: ["b"] }] } }),
  ],
  ["a property that is impossible on purpose", event({ x: { not: { required: ["y"], properties: { y: false } } } })],
  [
    "a description beside $ref in an old draft",
    event({ x: { $ref: "#/definitions/n", description: "N." } }, { ...draft7, definitions: { n: { type: "string" } } }),
  ],
  [
    "unique strings, and unique objects with a bound",
    event({ x: { items: { type: "string" }, uniqueItems: true }, y: { items: { type: "object" }, uniqueItems: true, maxItems: 9 } }),
  ],
  ["strings with colons and braces", event({ x: { const: 'a: {"b": 1, \\"c\\": 2}' } })],
];

describe("lint accepts", () => {
  test.each(silent)("%s", (_name, contents) => {
    expect(lint(contents)).toBe("");
  });
});
