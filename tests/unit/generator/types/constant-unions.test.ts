import { expect, test } from "vitest";
import { TypeMaker } from "../../../../generator/types/type-of.js";
import { printType } from "../../../../generator/types/print-type.js";
import { schemaOf } from "../../../helpers/schema-of.js";

const kind = { enum: ["a", "b", "c"] };
const base = { type: "object", properties: { kind, n: { type: "number" } }, required: ["kind"] };
const isA = { properties: { kind: { const: "a" } }, required: ["kind"] };
const isB = { properties: { kind: { enum: ["b"] } }, required: ["kind"] };
const x = { properties: { x: { type: "string" } } };
const y = { properties: { y: { type: "number" } } };

/** A branch of a union with a constant and a field of its own. */
function branch(constant: string, field: string): object {
  const properties = { kind: { const: constant }, [field]: { type: "string" } };
  return { type: "object", properties, required: ["kind"] };
}

/** Prints the type of a schema on one line. Its definition `base` has a declared type. */
function typeOf(value: unknown): string {
  const types = new TypeMaker(({ location }) => (location.pointer === "/$defs/base" ? "Base" : undefined));
  const text = printType(types.declared(schemaOf(value).schema));
  return text
    .replaceAll(/readonly |\/\*\*.*?\*\//g, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll("( |", "(")
    .replaceAll("; }", " }")
    .trim();
}

const whole = '{ kind: "a" | "b" | "c"; n?: number }';

const unions: readonly [name: string, schema: unknown, type: string][] = [
  [
    "then and else",
    { ...base, if: isA, then: { ...x, required: ["x", "n"] }, else: y },
    `${whole} & ( { kind: "a"; x: string; n: number } | { kind: "b" | "c"; y?: number } )`,
  ],
  [
    "a chain in allOf",
    {
      ...base,
      allOf: [
        { if: isA, then: x },
        { if: isB, then: y },
      ],
    },
    `${whole} & ( { kind: "a"; x?: string } | { kind: "b"; y?: number } | { kind: "c" } )`,
  ],
  [
    "an if in an else",
    { ...base, if: isA, then: x, else: { if: isB, then: { required: ["n"] }, else: y } },
    `${whole} & ( { kind: "a"; x?: string } | { kind: "b"; n: number } | { kind: "c"; y?: number } )`,
  ],
  [
    "a boolean",
    {
      type: "object",
      properties: { ok: { type: "boolean" } },
      required: ["ok"],
      if: { properties: { ok: { const: true } } },
      then: x,
      else: y,
    },
    "{ ok: boolean } & ( { ok: true; x?: string } | { ok: false; y?: number } )",
  ],
  [
    "null beside strings",
    {
      type: "object",
      properties: { error: { type: ["string", "null"] } },
      required: ["error"],
      if: { properties: { error: { const: null } } },
      then: { ...x, required: ["x"] },
    },
    "{ error: string | null } & ( { error: null; x: string } | { error: string } )",
  ],
  [
    "an optional property that the if requires",
    { type: "object", properties: { kind }, if: isA, then: x },
    '{ kind?: "a" | "b" | "c" } & ( { kind: "a"; x?: string } | { kind?: "b" | "c" } )',
  ],
  [
    "an optional property that the if does not require",
    { type: "object", properties: { kind }, if: { properties: { kind: { const: "a" } } }, then: x },
    '{ kind?: "a" | "b" | "c" } & ( { kind?: "a"; x?: string } | { kind: "b" | "c" } )',
  ],
  [
    "two properties",
    {
      type: "object",
      properties: { kind, ok: { type: "boolean" } },
      required: ["kind", "ok"],
      allOf: [
        { if: isA, then: x },
        { if: { properties: { ok: { const: true } } }, then: y },
      ],
    },
    '{ kind: "a" | "b" | "c"; ok: boolean } & ( { kind: "a"; x?: string } | { kind: "b" | "c" } ) & ( { ok: true; y?: number } | { ok: false } )',
  ],
  [
    "an object that may be null",
    { ...base, type: ["object", "null"], if: isA, then: x },
    `| (${whole} & ( { kind: "a"; x?: string } | { kind: "b" | "c" } )) | null`,
  ],
  [
    "a declared type",
    { $ref: "#/$defs/base", if: isA, then: x, $defs: { base } },
    'Base & ( { kind: "a"; x?: string } | { kind: "b" | "c" } )',
  ],
  [
    "a part of an allOf",
    { type: "object", allOf: [{ ...base, if: isA, then: x }, y] },
    '{ kind: "a" | "b" | "c"; n?: number; y?: number } & ( { kind: "a"; x?: string } | { kind: "b" | "c" } )',
  ],
  [
    "wrapped constants",
    { ...base, if: { allOf: [true, { properties: { kind: { allOf: [{ const: "a" }] } } }] }, then: x },
    `${whole} & ( { kind: "a"; x?: string } | { kind: "b" | "c" } )`,
  ],
  ["a then that refuses every value", { ...base, if: isA, then: false }, '{ kind: "b" | "c"; n?: number }'],
  ["an else that refuses every value", { ...base, if: isA, then: x, else: false }, '{ kind: "a"; n?: number; x?: string }'],
  ["the same fields in then and else", { ...base, if: isA, then: x, else: x }, '{ kind: "a" | "b" | "c"; n?: number; x?: string }'],
  ["a then that TypeScript does not express", { ...base, if: isA, then: { minProperties: 2 } }, whole],
  [
    "a constant of an object that never meets the if",
    { ...base, properties: { kind: { const: "b" } }, if: isA, then: x, else: y },
    '{ kind: "b"; y?: number }',
  ],
  [
    "branches of a oneOf that the compared property distinguishes",
    { type: "object", oneOf: [branch("a", "p"), branch("b", "q"), branch("c", "r")], if: isA, then: x, else: y },
    '| { kind: "a"; p?: string; x?: string } | { kind: "b"; q?: string; y?: number } | { kind: "c"; r?: string; y?: number }',
  ],
  [
    "branches of an anyOf beside fields that all have",
    {
      type: "object",
      properties: { n: { type: "number" } },
      anyOf: [branch("a", "p"), branch("b", "q")],
      if: isA,
      then: { ...x, required: ["x"] },
    },
    '( { kind: "a"; p?: string; x: string } | { kind: "b"; q?: string } ) & { n?: number }',
  ],
  [
    "branches of a oneOf beside the compared property",
    { ...base, oneOf: [branch("a", "p"), { properties: { kind: { enum: ["b", "c"] } } }], if: isA, then: x },
    '( { kind: "a"; p?: string; x?: string } | { kind?: "b" | "c" } ) & { kind: "a" | "b" | "c"; n?: number }',
  ],
  [
    "declared branches of a oneOf",
    { oneOf: [{ $ref: "#/$defs/base" }, branch("d", "p")], if: isA, then: x, $defs: { base } },
    `| (Base & ( { kind: "a"; x?: string } | { kind: "b" | "c" } )) | { kind: "d"; p?: string }`,
  ],
  [
    "a declared branch of a oneOf",
    {
      oneOf: [{ $ref: "#/$defs/base" }, branch("b", "p")],
      if: isB,
      then: y,
      else: { ...x, required: ["x"] },
      $defs: { base: branch("a", "q") },
    },
    '| (Base & { x: string }) | { kind: "b"; p?: string; y?: number }',
  ],
  [
    "dependentSchemas beside the if",
    { ...base, if: isA, then: x, dependentSchemas: { n: y } },
    '{ kind: "a" | "b" | "c"; n?: number; y?: unknown } & ( { kind: "a"; x?: string } | { kind: "b" | "c" } )',
  ],
];

test.each(unions)("an if that compares a property with constants becomes a union: %s", (_name, schema, type) => {
  expect(typeOf(schema)).toBe(type);
});

const optional: readonly [name: string, schema: unknown, type: string][] = [
  ["all strings but one", { ...base, properties: { kind: { type: "string" } }, if: isA, then: x }, "{ kind: string; x?: unknown }"],
  [
    "a list of strings that may grow",
    { ...base, properties: { kind: { "x-open": true, anyOf: [kind, { type: "string" }] } }, if: isA, then: x },
    '{ kind: "a" | "b" | "c" | OtherValue<string>; x?: unknown }',
  ],
  [
    "two properties in one if",
    { ...base, if: { properties: { kind: { const: "a" }, n: { const: 1 } } }, then: x },
    '{ kind: "a" | "b" | "c"; n?: number; x?: unknown }',
  ],
  [
    "a branch of a oneOf without the compared property",
    { type: "object", oneOf: [branch("a", "p"), y], if: isA, then: x },
    '| { kind: "a"; p?: string; x?: unknown } | { y?: number; kind?: unknown; x?: unknown }',
  ],
  [
    "a then with a union",
    { ...base, if: isA, then: { oneOf: [x, { ...y, required: ["y"] }] } },
    '{ kind: "a" | "b" | "c"; n?: number; x?: unknown; y?: unknown }',
  ],
];

test.each(optional)("an if gives optional fields if a union cannot express it: %s", (_name, schema, type) => {
  expect(typeOf(schema)).toBe(type);
});
