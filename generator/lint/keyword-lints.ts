import type { Finding } from "../diagnostics/diagnostic.js";
import { nearest } from "../base/nearest.js";
import { keywordNames, misspeltOwnKeyword, ownKeywordNames } from "../load/keywords.js";
import { groupBy } from "../base/group-by.js";
import type { SchemaSource, UnknownKeyword } from "../load/schema-graph.js";
import type { LintContext } from "./context.js";
import { placeIn } from "./context.js";
import { isObject } from "../base/json.js";
import { joinPointer } from "../base/pointer.js";
import { fact } from "../base/fact.js";
import { knownFormats } from "../schema/format-kinds.js";
import type { Schema } from "../schema/schema.js";

/**
 * An unknown keyword that occurs at least this many times is probably intended by the authors, and no typing error.
 */
const vocabularyCount = 3;

/**
 * Finds keywords that no dialect of JSON Schema has. Reports an error if a keyword looks misspelt or occurs only once
 * or twice, otherwise one warning for each name. A name like `x-sate`, which may be a note of the authors, is a warning
 * at each place.
 */
export function lintUnknownKeywords(unknown: readonly UnknownKeyword[]): Finding[] {
  return [...groupBy(unknown, ({ name }) => name)].flatMap(([name, uses]) => {
    const ownKeyword = misspeltOwnKeyword(name);
    if (ownKeyword !== undefined) return uses.map(({ place }) => nearOwnKeyword(name, ownKeyword, place));
    const suggestion = nearest(name, [...keywordNames, ...ownKeywordNames]);
    if (suggestion !== undefined) return uses.map(({ place }) => misspelt(name, suggestion, place));
    if (uses.length < vocabularyCount) return uses.map(({ place }) => foreign(name, place, "error"));
    return uses.slice(0, 1).map(({ place }) => foreign(name, place, "warning"));
  });
}

function misspelt(name: string, suggestion: string, place: Finding["place"]): Finding {
  const message = `"${name}" is not a JSON Schema keyword.`;
  return { rule: "UNKNOWN_KEYWORD", place, message, hint: `Did you mean "${suggestion}"?`, severity: "error" };
}

function nearOwnKeyword(name: string, suggestion: string, place: Finding["place"]): Finding {
  const message = `"${name}" is not a keyword of dagwire, so it has no effect.`;
  const hint = `Did you mean "${suggestion}"? If "${name}" is a note of yours, set the severity of UNKNOWN_KEYWORD in dagwire.config.json.`;
  return { rule: "UNKNOWN_KEYWORD", place, message, hint, severity: "warning" };
}

function foreign(name: string, place: Finding["place"], severity: "error" | "warning"): Finding {
  const message = `"${name}" is not a JSON Schema keyword, so it constrains nothing.`;
  const hint =
    'Remove the keyword, begin its name with "x-" if it is a note of yours, or set the severity of UNKNOWN_KEYWORD in dagwire.config.json.';
  return { rule: "UNKNOWN_KEYWORD", place, message, hint, severity };
}

/** Finds a file whose dialect differs from that of most files. Reports at most one such file for each protocol. */
export function lintDialects({ schemas, documents }: LintContext): Finding[] {
  const byDialect = groupBy(schemas, ({ dialect }) => dialect);
  const [most, ...others] = [...byDialect].toSorted(([, a], [, b]) => b.length - a.length);
  const odd = others.at(-1)?.[1][0];
  if (most === undefined || odd === undefined) return [];
  const value = documents.find(({ file }) => file === odd.location.file)?.value;
  // The version of AsyncAPI or OpenAPI determines the dialect, so such files need no "$schema".
  if (isObject(value) && ["asyncapi", "openapi", "swagger"].some((word) => value[word] !== undefined)) return [];
  const isSaid = isObject(value) && value["$schema"] !== undefined;
  const { file } = odd.location;
  return [
    {
      rule: "DIALECTS_MIXED",
      place: { file, pointer: isSaid ? "/$schema" : "", on: "value" },
      message: `This file is read as ${odd.dialect}${isSaid ? "" : ', as it has no "$schema"'}; most files of the protocol are ${most[0]}.`,
      hint: 'Name one dialect in the "$schema" of every file.',
    },
  ];
}

type OpenapiWord = {
  readonly tokens: readonly string[];
  readonly isUsed: (source: SchemaSource) => boolean;
  readonly says: string;
  readonly hint: string;
};

const openapiWords: readonly OpenapiWord[] = [
  {
    tokens: ["nullable"],
    isUsed: (source) => source["nullable"] === true && source["type"] === undefined,
    says: 'allows null only beside a "type", so null is refused here',
    hint: 'Write "anyOf": [{ … }, { "type": "null" }].',
  },
  {
    tokens: ["discriminator", "mapping"],
    isUsed: ({ discriminator }) => isObject(discriminator) && discriminator["mapping"] !== undefined,
    says: "is ignored: a constant in each member distinguishes the members of a union",
    hint: 'Give each member a required property with "const".',
  },
  {
    tokens: ["example"],
    isUsed: (source) => source["example"] !== undefined,
    says: 'is a keyword of OpenAPI; it is read as the only entry of "examples"',
    hint: 'Write "examples": [ … ].',
  },
];

const hasOpenapiWord = fact((source: SchemaSource) => openapiWords.some(({ isUsed }) => isUsed(source)));

/**
 * Finds keywords of OpenAPI that have less effect in dagwire than in OpenAPI. Reports each keyword once, at its first
 * place.
 */
export function lintOpenapiWords({ schemas, sourceOf }: LintContext): Finding[] {
  const sources = schemas.map((schema) => ({ schema, source: sourceOf(schema) }));
  const suspects = sources.filter(({ source }) => source !== undefined && hasOpenapiWord(source));
  return openapiWords.flatMap(({ tokens, isUsed, says, hint }) => {
    const uses = suspects.flatMap(({ schema, source }) => (source !== undefined && isUsed(source) ? [schema] : []));
    const [first] = uses;
    if (first === undefined) return [];
    const more = uses.length === 1 ? "" : ` It is used ${uses.length} times.`;
    const message = `"${joinPointer("", ...tokens).slice(1)}" ${says}.${more}`;
    return [{ rule: "OPENAPI_KEYWORD", place: placeIn(first, tokens, "key"), message, hint }];
  });
}

/** Finds formats that the validators do not check. Reports each format once. */
export function lintFormats(schemas: readonly Schema[]): Finding[] {
  const unchecked = schemas.filter(({ format }) => format !== undefined && !knownFormats.includes(format));
  return [...groupBy(unchecked, ({ format }) => format ?? "")].flatMap(([format, uses]) =>
    uses.slice(0, 1).map((schema) => unknownFormat(format, schema)),
  );
}

function unknownFormat(format: string, { location }: Schema): Finding {
  return {
    rule: "FORMAT_UNKNOWN",
    place: { file: location.file, pointer: joinPointer(location.pointer, "format"), on: "value" },
    message: `"${format}" is not a format that the validators check.`,
    hint: hintOn(format),
  };
}

function hintOn(format: string): string {
  const [, sign, bits] = /^(u?)int(8|16|32|64)?$/.exec(format) ?? [];
  if (bits !== undefined && Number(bits) < 64) return `Write its range: ${rangeOf(sign === "u", Number(bits))}.`;
  if (sign !== undefined)
    return sign === "u" ? 'Write its range: "minimum": 0.' : 'Write "type": "integer", and "minimum" and "maximum" if the range matters.';
  const suggestion = nearest(format, knownFormats);
  return suggestion === undefined ? 'Add a "pattern" if the shape of the text matters.' : `Did you mean "${suggestion}"?`;
}

function rangeOf(isUnsigned: boolean, bits: number): string {
  const [lowest, highest] = isUnsigned ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
  return `"minimum": ${lowest}, "maximum": ${highest}`;
}
