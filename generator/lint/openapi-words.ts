import type { Finding } from "../diagnostics/diagnostic.js";
import { isObject } from "../base/json.js";
import type { SchemaSource } from "../load/schema-graph.js";
import { joinPointer } from "../base/pointer.js";
import type { LintContext } from "./context.js";
import { remember } from "../base/fact.js";
import { placeIn } from "./place.js";

type Word = {
  readonly tokens: readonly string[];
  readonly isUsed: (source: SchemaSource) => boolean;
  readonly says: string;
  readonly hint: string;
};

const words: readonly Word[] = [
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

const isSuspect = remember((source: SchemaSource) => words.some(({ isUsed }) => isUsed(source)));

/** Finds keywords of OpenAPI that have less effect here than in OpenAPI. Gives one warning per keyword, at its first place. */
export function lintOpenapiWords({ schemas, sourceOf }: LintContext): Finding[] {
  const sources = schemas.map((schema) => ({ schema, source: sourceOf(schema) }));
  const suspects = sources.filter(({ source }) => source !== undefined && isSuspect(source));
  return words.flatMap(({ tokens, isUsed, says, hint }) => {
    const uses = suspects.flatMap(({ schema, source }) => (source !== undefined && isUsed(source) ? [schema] : []));
    const [first] = uses;
    if (first === undefined) return [];
    const more = uses.length === 1 ? "" : ` It is used ${uses.length} times.`;
    const message = `"${joinPointer("", ...tokens).slice(1)}" ${says}.${more}`;
    return [{ rule: "OPENAPI_KEYWORD", place: placeIn(first, tokens, "key"), message, hint }];
  });
}
