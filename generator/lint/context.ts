import type { Json } from "../base/json.js";
import type { Memo } from "../base/memo.js";
import type { Document } from "../load/document-store.js";
import type { SchemaSource, UnknownKeyword } from "../load/schema-graph.js";
import type { EventModel } from "../model/event-model.js";
import type { Schema } from "../schema/schema.js";
import type { Verdicts } from "./verdicts.js";
import type { Place } from "../diagnostics/diagnostic.js";
import { joinPointer } from "../base/pointer.js";
import type { SatisfiableVerdict } from "../subset/verdict.js";

/** The parts of a protocol that the rules of the linter check, and the tools that they use. */
export type LintContext = {
  /** Every schema that the protocol reaches. */
  readonly schemas: readonly Schema[];
  /**
   * The schemas of the protocol's events; empty if the protocol has errors because of which no model could be built.
   */
  readonly events: readonly Schema[];
  /** The events of the server; empty if no model could be built. */
  readonly serverEvents: readonly EventModel[];
  /** The files in which the schemas are. */
  readonly documents: readonly Document[];
  readonly unknownKeywords: readonly UnknownKeyword[];
  /**
   * Returns the JSON object of a schema as it is written in its file; `undefined` for the schemas `true` and `false`.
   */
  readonly sourceOf: (schema: Schema) => SchemaSource | undefined;
  /**
   * Decides whether a schema accepts a value, as generated validators do. Rules may use it only if no schema refers to
   * itself by `$ref` alone.
   */
  readonly verdicts: Verdicts;
  /** Keeps the findings of a rule for each schema, for later runs of the linter. */
  readonly memo: Memo;
  /** The prover; absent if the rules have to work without proofs, which take time. */
  readonly prover?: Prover | undefined;
};

/** Returns the place that the path `tokens` leads to from a schema. */
export function placeIn({ location }: Schema, tokens: readonly (string | number)[], on: "key" | "value" = "value"): Place {
  return { file: location.file, pointer: joinPointer(location.pointer, ...tokens), on };
}

/** Returns a value as a message shows it: as JSON, cut at 80 characters. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** Returns true if a schema is inside a `not` or an `if`. Such a schema may refuse every value on purpose. */
export function isInCondition({ location }: Schema): boolean {
  return /\/(?:not|if)(?:\/|$)/.test(location.pointer);
}

/**
 * Returns true if a schema is a part of a composed schema, such as a member of `allOf`. The value may have to satisfy
 * other parts too.
 */
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

/**
 * The questions that the linter asks the prover. The caller passes an implementation, because loading the prover takes
 * time and few runs need it.
 */
export type Prover = {
  /** Returns true if the prover can prove that the schema accepts no value. */
  readonly isEmpty: (schema: Schema) => boolean;
  readonly isSubset: IsSubset;
  /** Decides whether any value satisfies both schemas. */
  readonly overlap: (a: Schema, b: Schema) => SatisfiableVerdict;
};
