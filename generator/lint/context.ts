import type { Json } from "../base/json.js";
import type { Memo } from "../base/memo.js";
import type { Document } from "../load/document-store.js";
import type { SchemaSource, UnknownKeyword } from "../load/schema-graph.js";
import type { Schema } from "../schema/schema.js";
import type { Verdicts } from "./verdicts.js";
import type { Place } from "../diagnostics/diagnostic.js";
import { joinPointer } from "../base/pointer.js";
import type { SatisfiableVerdict } from "../subset/verdict.js";

/** The protocol as the rules see it. */
export type LintContext = {
  /** Every schema that the protocol reaches. */
  readonly schemas: readonly Schema[];
  /** The schemas of its events; empty if no model could be built. */
  readonly events: readonly Schema[];
  /** The files that hold the schemas. */
  readonly documents: readonly Document[];
  readonly unknownKeywords: readonly UnknownKeyword[];
  /** Returns a schema as the file holds it; `undefined` for `true` and `false`. */
  readonly sourceOf: (schema: Schema) => SchemaSource | undefined;
  /** The verdicts of generated validators. Rules may use them only if the graph has no cycle of references. */
  readonly verdicts: Verdicts;
  /** Keeps what a rule found for a schema, for the next run. */
  readonly memo: Memo;
  /** Absent if the rules should prove nothing. */
  readonly prover?: Prover | undefined;
};

/** Returns the place at a path below a schema. */
export function placeIn({ location }: Schema, tokens: readonly (string | number)[], on: "key" | "value" = "value"): Place {
  return { file: location.file, pointer: joinPointer(location.pointer, ...tokens), on };
}

/** Returns a value for a message, as JSON that is cut at 80 characters. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** Returns true inside a `not` or an `if`. A schema there may refuse every value on purpose. */
export function isInCondition({ location }: Schema): boolean {
  return /\/(?:not|if)(?:\/|$)/.test(location.pointer);
}

/** Returns true for a part of a composed schema, such as a member of `allOf`. The other parts may add more conditions. */
export function isPart({ location }: Schema): boolean {
  return /\/(?:allOf|anyOf|oneOf)\/\d+$|\/(?:if|then|else|not)$|\/dependentSchemas\/[^/]*$/.test(location.pointer);
}

/** Decides whether every value of one schema is a value of another. A `no` comes with a value of `inner` that `outer` refuses. */
export type IsSubset = (
  inner: Schema,
  outer: Schema,
) =>
  | { readonly verdict: "yes" }
  | { readonly verdict: "no"; readonly witness: Json }
  | { readonly verdict: "unknown"; readonly reason: string };

/** Answers questions by proof. The caller passes it in, because loading it takes time and few runs need it. */
export type Prover = {
  /** Returns true if it is proved that the schema has no value. */
  readonly isEmpty: (schema: Schema) => boolean;
  readonly isSubset: IsSubset;
  /** Decides whether two schemas have a value in common. */
  readonly overlap: (a: Schema, b: Schema) => SatisfiableVerdict;
};
