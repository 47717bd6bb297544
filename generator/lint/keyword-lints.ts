import type { Finding } from "../diagnostics/diagnostic.js";
import { nearest } from "../base/nearest.js";
import { keywordNames, misspeltOwnKeyword, ownKeywordNames } from "../load/keywords.js";
import { groupBy } from "../base/group-by.js";
import type { SchemaSource, UnknownKeyword } from "../load/schema-graph.js";
import type { LintContext } from "./context.js";
import { placeIn } from "./context.js";
import { isObject } from "../base/json.js";
import type { Json } from "../base/json.js";
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
  if (isApiDocument({ value })) return [];
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

function isApiDocument({ value }: { readonly value: Json | undefined }): boolean {
  return isObject(value) && ["asyncapi", "openapi", "swagger"].some((word) => value[word] !== undefined);
}

type OpenapiWord = {
  readonly tokens: readonly string[];
  readonly isUsed: (source: SchemaSource) => boolean;
  readonly says: string;
  readonly hint: string;
  /** True for a word that has its whole effect, so in documents of OpenAPI and AsyncAPI it is no finding. */
  readonly isOfApis?: boolean;
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
    isOfApis: true,
  },
];

const hasOpenapiWord = fact((source: SchemaSource) => openapiWords.some(({ isUsed }) => isUsed(source)));

/**
 * Finds keywords of OpenAPI that have less effect in dagwire than in OpenAPI. Reports each keyword once, at its first
 * place.
 */
export function lintOpenapiWords({ schemas, sourceOf, documents }: LintContext): Finding[] {
  const sources = schemas.map((schema) => ({ schema, source: sourceOf(schema) }));
  const suspects = sources.filter(({ source }) => source !== undefined && hasOpenapiWord(source));
  const apiFiles = new Set(documents.filter(isApiDocument).map(({ file }) => file));
  return openapiWords.flatMap(({ tokens, isUsed, says, hint, isOfApis = false }) => {
    const uses = suspects
      .flatMap(({ schema, source }) => (source !== undefined && isUsed(source) ? [schema] : []))
      .filter(({ location }) => !isOfApis || !apiFiles.has(location.file));
    const [first] = uses;
    if (first === undefined) return [];
    const more = uses.length === 1 ? "" : ` It is used ${uses.length} times.`;
    const message = `"${joinPointer("", ...tokens).slice(1)}" ${says}.${more}`;
    return [{ rule: "OPENAPI_KEYWORD", place: placeIn(first, tokens, "key"), message, hint }];
  });
}

/**
 * Finds formats that the validators do not check. Reports each format once. Leaves out a format of integers beside the
 * range that it stands for.
 */
export function lintFormats(schemas: readonly Schema[]): Finding[] {
  const unchecked = schemas.filter((schema) => schema.format !== undefined && !knownFormats.includes(schema.format) && !hasRange(schema));
  return [...groupBy(unchecked, ({ format }) => format ?? "")].flatMap(([format, uses]) =>
    uses.slice(0, 1).map((schema) => unknownFormat(format, schema)),
  );
}

function hasRange({ format = "", types, minimum = -Infinity, maximum = Infinity }: Schema): boolean {
  const [, sign, bits = "64"] = /^(u?)int(8|16|32|64)?$/.exec(format) ?? [];
  if (sign === undefined || types?.filter((type) => type !== "null").join() !== "integer") return false;
  const [lowest, highest] = Number(bits) < 64 ? limitsOf(sign === "u", Number(bits)) : [sign === "u" ? 0 : -Infinity, Infinity];
  return minimum >= lowest && maximum <= highest;
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
  const [lowest, highest] = limitsOf(isUnsigned, bits);
  return `"minimum": ${lowest}, "maximum": ${highest}`;
}

function limitsOf(isUnsigned: boolean, bits: number): readonly [number, number] {
  return isUnsigned ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}
